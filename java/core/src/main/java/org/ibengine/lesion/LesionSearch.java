package org.ibengine.lesion;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.label.LesionChanges;
import org.ibengine.label.LesionChanges.Dropped;
import org.ibengine.label.LesionChanges.Fragment;
import org.ibengine.label.LesionChanges.Merged;
import org.ibengine.label.LesionChanges.Reason;
import org.ibengine.label.LesionChanges.Renumbered;
import org.ibengine.label.LesionRule;
import org.ibengine.label.Runs;
import org.ibengine.volume.Geometry;

/**
 * Finds the lesions of one label map: connects runs, joins fragments that are near each other,
 * drops what is too small then, and numbers the rest.
 */
final class LesionSearch {
  /** What files in float32 lose is far below, what voxels differ by is above. */
  private static final double TOLERANCE = 1e-6;

  private final Geometry geometry;
  private final LesionRule rule;
  private final Connectivity connectivity;
  private final ValueGroups groups;
  private final boolean numbered; // values number instances

  LesionSearch(Geometry geometry, LesionRule rule, Connectivity connectivity) {
    this.geometry = geometry;
    this.rule = rule;
    this.connectivity = connectivity;
    this.groups = new ValueGroups(rule);
    this.numbered = rule.kind() == LesionRule.Kind.INSTANCES;
  }

  Lesions find(LabelValues labels) {
    Runs occupied = ValueRuns.of(labels, geometry.size(), groups);
    Runs runs =
        rule.ignore().isEmpty() ? occupied : PackedRuns.where(occupied, occupied::instance, 0);
    RunSets sets = new RunSets(runs, geometry.size().y());
    if (numbered) {
      sets.joinGroups();
    } else {
      sets.join(Reach.of(connectivity), 0);
    }
    Parts fragments = Parts.of(runs, sets, geometry.size());
    Parts whole = fragments;
    if (rule.mergeMm() > 0) {
      Reach reach = Reach.nearerThan(rule.mergeMm(), geometry.affine(), geometry.size());
      sets.join(reach, fragments.groups());
      whole = Parts.of(runs, sets, geometry.size());
    }
    int[] ids = new int[whole.parts().size()];
    List<Dropped> dropped = number(whole, ids);
    LesionChanges changes =
        new LesionChanges(
            dropped, merged(fragments, whole, ids), renumbered(whole, ids), groups.absent());
    return new Lesions(components(runs, whole, ids), withIds(occupied, whole, ids), changes);
  }

  /** What is occupied, with ids of instances; a run that is ignored is in no part. */
  private static Runs withIds(Runs occupied, Parts whole, int[] ids) {
    int[] part = {0};
    return PackedRuns.where(
        occupied,
        run -> occupied.instance(run) == ValueGroups.IGNORED ? 0 : ids[whole.ofRun()[part[0]++]],
        0);
  }

  /** Gives ids to the parts that are large enough; 0 to the others, which are returned. */
  private List<Dropped> number(Parts whole, int[] ids) {
    List<Dropped> dropped = new ArrayList<>();
    int next = 1;
    for (int part : whole.inOrder()) {
      Measured item = whole.parts().get(part);
      double mm3 = item.voxels() * geometry.voxelVolumeMm3();
      if (mm3 < rule.minMm3() * (1 - TOLERANCE)) {
        dropped.add(
            new Dropped(
                groups.className(item.group()),
                numbered ? OptionalLong.of(groups.value(item.group())) : OptionalLong.empty(),
                item.voxels(),
                mm3,
                item.box(),
                Reason.MIN_MM3));
      } else {
        ids[part] = next++;
      }
    }
    return dropped;
  }

  private static List<Merged> merged(Parts fragments, Parts whole, int[] ids) {
    if (fragments == whole) {
      return List.of();
    }
    int[] wholeOf = new int[fragments.parts().size()];
    for (int run = 0; run < fragments.ofRun().length; run++) {
      wholeOf[fragments.ofRun()[run]] = whole.ofRun()[run];
    }
    List<List<Fragment>> byId = new ArrayList<>();
    byId.add(new ArrayList<>()); // of what was dropped
    for (int id : ids) {
      if (id > 0) {
        byId.add(new ArrayList<>());
      }
    }
    for (int part : fragments.inOrder()) {
      Measured item = fragments.parts().get(part);
      byId.get(ids[wholeOf[part]]).add(new Fragment(item.voxels(), item.box()));
    }
    return IntStream.range(1, byId.size())
        .filter(id -> byId.get(id).size() > 1)
        .mapToObj(id -> new Merged(id, byId.get(id)))
        .toList();
  }

  private List<Renumbered> renumbered(Parts whole, int[] ids) {
    if (!numbered) {
      return List.of();
    }
    List<Renumbered> found = new ArrayList<>();
    for (int part : whole.inOrder()) {
      long value = groups.value(whole.parts().get(part).group());
      if (ids[part] > 0 && ids[part] != value) {
        found.add(new Renumbered(value, ids[part]));
      }
    }
    return found;
  }

  private Components components(Runs runs, Parts whole, int[] ids) {
    for (int run = 0; run < runs.count(); run++) {
      whole.parts().get(whole.ofRun()[run]).anchorsOf(runs, run);
    }
    List<Instance> instances = new ArrayList<>();
    for (int part : whole.inOrder()) {
      Measured item = whole.parts().get(part);
      if (ids[part] > 0) {
        instances.add(item.instance(ids[part], groups.className(item.group())));
      }
    }
    Runs kept = PackedRuns.where(runs, run -> ids[whole.ofRun()[run]], 1);
    return new Components(connectivity, instances, kept);
  }
}
