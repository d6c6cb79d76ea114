package org.ibengine.store;

import java.util.List;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.MinedWindow;
import org.ibengine.label.Instance;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * What is read from a record is trusted everywhere else, so this refuses what no label map can
 * have: instances outside the volume, more foreground than voxels.
 */
public final class CaseIndexCheck {
  private CaseIndexCheck() {}

  /**
   * @throws IllegalArgumentException naming the rule that is broken
   * @throws ArithmeticException if sizes or sums are beyond 2^63
   */
  public static void require(CaseIndex index) {
    Size3 size = index.geometry().size();
    Box volume = new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z()));
    long foreground = 0;
    for (Instance instance : index.instances()) {
      require(instance, volume);
      foreground = Math.addExact(foreground, instance.voxels());
    }
    if (foreground > size.voxels()) {
      throw new IllegalArgumentException(
          Text.format(
              "instances must have no more voxels than the volume, have %d of %d",
              foreground, size.voxels()));
    }
    requireInside(index.windows(), volume, "windows must begin inside the volume");
    for (MinedWindow mined : index.mined()) {
      requireInside(
          List.of(mined.corner(), last(mined.box())),
          volume,
          "mined windows must lie inside the volume");
    }
  }

  private static void require(Instance instance, Box volume) {
    String title = "instance " + instance.id();
    Box box = instance.box();
    if (!holds(volume, box.begin()) || !holds(volume, last(box))) {
      throw new IllegalArgumentException(title + " must lie inside the volume, has " + box);
    }
    long voxels = instance.voxels();
    int anchors = instance.anchors().size();
    if (voxels < 1 || voxels > box.size().voxels()) {
      throw new IllegalArgumentException(
          title + " must have from one voxel to those of its box, has " + voxels);
    }
    if (anchors < 1 || anchors > Math.min(Instance.MAX_ANCHORS, voxels)) {
      throw new IllegalArgumentException(
          title + " must have from 1 to 64 anchors and no more than voxels, has " + anchors);
    }
    requireInside(instance.anchors(), box, title + " must have its anchors inside its box");
  }

  private static void requireInside(List<Index3> places, Box box, String rule) {
    for (Index3 place : places) {
      if (!holds(box, place)) {
        throw new IllegalArgumentException(rule + ", one is at " + place);
      }
    }
  }

  private static Index3 last(Box box) {
    return new Index3(box.end().x() - 1, box.end().y() - 1, box.end().z() - 1);
  }

  private static boolean holds(Box box, Index3 place) {
    for (int axis = 0; axis < 3; axis++) {
      int at = place.get(axis);
      if (at < box.begin().get(axis) || at >= box.end().get(axis)) {
        return false;
      }
    }
    return true;
  }
}
