package org.ibengine.lesion;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ibengine.backend.Backend;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.label.LesionChanges;
import org.ibengine.label.LesionRule;
import org.ibengine.label.Runs;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Volume;

/**
 * The lesions of a label map by a {@link LesionRule}. Exact: the same on every backend.
 *
 * @param components the instances, numbered as {@link org.ibengine.label.Instance} says, and their
 *     runs
 * @param occupied all voxels of lesions, dropped ones too, and those that are ignored: where no
 *     background window may lie. Id 0 where they are of no instance
 * @param changes what the rule did
 */
public record Lesions(Components components, Runs occupied, LesionChanges changes) {

  /**
   * Where the label map is a volume that holds its values. The default rule takes what the backend
   * gives, and no more time. Blocks; thread-safe.
   *
   * @param labels of type UINT8, in memory of the backend; UINT16 or UINT32 by another rule
   * @param geometry of the label map: lengths are told by its affine
   */
  public static Lesions of(
      Volume labels,
      Geometry geometry,
      LesionRule rule,
      Connectivity connectivity,
      Backend backend) {
    return rule.equals(LesionRule.DEFAULT)
        ? ofDefault(labels, connectivity, backend)
        : of(LabelValues.of(labels), geometry, rule, connectivity);
  }

  /** By the default rule. */
  public static Lesions ofDefault(Volume labels, Connectivity connectivity, Backend backend) {
    Components found = backend.labelComponents(labels, connectivity);
    return new Lesions(found, found.runs(), LesionChanges.NONE);
  }

  /**
   * By any rule, in one pass over the values.
   *
   * @param labels as many as {@code geometry} has voxels
   */
  public static Lesions of(
      LabelValues labels, Geometry geometry, LesionRule rule, Connectivity connectivity) {
    return new LesionSearch(geometry, rule, connectivity).find(labels);
  }

  /** The same where another label map, which this one was made of, has not these values. */
  public Lesions withAbsent(List<LesionChanges.Absent> values) {
    return new Lesions(components, occupied, changes.withAbsent(values));
  }

  /** Voxels of no instance that are not background either: dropped ones, and those ignored. */
  public Runs undecided() {
    return PackedRuns.where(occupied, run -> occupied.instance(run) == 0 ? 0 : -1, 0);
  }

  /** The instances of one class and their runs, with the ids that they have among all. */
  public Components ofClass(String name) {
    Set<Integer> ids = new HashSet<>();
    List<Instance> chosen =
        components.instances().stream().filter(item -> item.lesionClass().equals(name)).toList();
    chosen.forEach(item -> ids.add(item.id()));
    Runs runs = components.runs();
    Runs theirs =
        PackedRuns.where(runs, run -> ids.contains(runs.instance(run)) ? runs.instance(run) : 0, 1);
    return new Components(components.connectivity(), chosen, theirs);
  }

  /** Voxels whose value is a lesion's. */
  public long foregroundVoxels() {
    return components.foregroundVoxels() + changes.droppedVoxels();
  }
}
