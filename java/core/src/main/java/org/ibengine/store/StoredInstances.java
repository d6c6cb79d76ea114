package org.ibengine.store;

import java.util.List;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.label.LesionRule;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;

/**
 * What a dataset recorded about the instances of a label map, and how they are found again.
 *
 * @param values the label map, or its values where they are above 255
 * @param geometry of the label map
 * @param instances the one with id i at position i − 1
 */
public record StoredInstances(
    SourceVolume values,
    Geometry geometry,
    LesionRule rule,
    Connectivity connectivity,
    List<Instance> instances) {
  public StoredInstances {
    instances = List.copyOf(instances);
  }

  /** The most runs along x the instances can have together. */
  public long mostRuns() {
    return instances.stream().mapToLong(StoredInstances::mostRuns).sum();
  }

  private static long mostRuns(Instance instance) {
    Box box = instance.box();
    long rows = (long) box.size().y() * box.size().z();
    return Math.min(instance.voxels(), rows * ((box.size().x() + 1L) / 2));
  }

  /**
   * Whether voxels and boxes of instances are as they were recorded.
   *
   * @param label that was looked at
   * @throws org.ibengine.error.DatasetException that names the label map, if one differs
   */
  public static void requireSame(
      SourceVolume label, List<Instance> recorded, List<Instance> found) {
    if (recorded.size() != found.size()) {
      throw label.differs(recorded.size() + " instances", found.size() + "");
    }
    for (int i = 0; i < found.size(); i++) {
      if (recorded.get(i).voxels() != found.get(i).voxels()
          || !recorded.get(i).box().equals(found.get(i).box())) {
        throw label.differs(spelled(recorded.get(i)), spelled(found.get(i)));
      }
    }
  }

  private static String spelled(Instance instance) {
    return Text.format(
        "instance %d with %d voxels in %s", instance.id(), instance.voxels(), instance.box());
  }
}
