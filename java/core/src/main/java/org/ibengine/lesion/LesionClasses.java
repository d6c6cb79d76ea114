package org.ibengine.lesion;

import java.nio.ByteBuffer;
import org.ibengine.label.LesionRule;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/** What stands for a label map whose values do not fit a byte: the class of each voxel. */
public final class LesionClasses {
  /** Of voxels about which nothing is known. */
  public static final int IGNORED = 255;

  private LesionClasses() {}

  /**
   * Writes 0 where there is no lesion, else the position of the class in the rule, from 1 (1 where
   * there are no classes), and {@link #IGNORED} where the rule ignores.
   *
   * @param labels as many as {@code classes} has voxels
   * @param classes of type UINT8; every voxel is written
   */
  public static void write(LabelValues labels, LesionRule rule, Volume classes) {
    ValueGroups groups = new ValueGroups(rule);
    Size3 size = classes.size();
    long[] row = new long[size.x()];
    for (long at = 0; at < size.voxels(); at += size.x()) {
      labels.read(at, size.x(), row);
      ByteBuffer target = classes.data().bareView(at, size.x());
      for (long value : row) {
        int group = groups.of(value);
        int number =
            group == ValueGroups.NONE
                ? 0
                : group == ValueGroups.IGNORED ? IGNORED : groups.classIndex(group) + 1;
        target.put((byte) number);
      }
    }
  }
}
