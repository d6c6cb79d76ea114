package org.ibengine.evaluation.overlap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ibengine.evaluation.ObjectMatching;
import org.ibengine.evaluation.Overlaps;
import org.ibengine.label.Components;
import org.ibengine.label.Instance;
import org.ibengine.label.Runs;

/**
 * Which lesions a mask finds, by {@link ObjectMatching#BEST_OVERLAP}: an instance takes the
 * predicted component with the highest Dice overlap among those that share a voxel with it. A mask
 * has no scores, so among equal overlaps it is the one with the lower id. One component may serve
 * several instances.
 */
final class LesionMatching {
  /** What an instance takes. */
  private record Taken(Instance component, double dice) {}

  private final Map<Integer, Instance> truths = new HashMap<>();
  private final Map<Integer, Instance> predictions = new HashMap<>();
  private final Map<Integer, Taken> taken = new HashMap<>();
  private final Set<Integer> meeting = new HashSet<>(); // components that meet an instance

  private LesionMatching(Components truth, Components prediction) {
    truth.instances().forEach(item -> truths.put(item.id(), item));
    prediction.instances().forEach(item -> predictions.put(item.id(), item));
    Overlaps.of(truth.runs(), prediction.runs()).forEach(this::add);
  }

  /**
   * Every instance by id, then every false component by id.
   *
   * @param undecided voxels that are neither lesion nor background: a component that meets no
   *     instance, but one of them, is left out
   */
  static List<LesionScore> of(Components truth, Components prediction, Runs undecided) {
    LesionMatching matching = new LesionMatching(truth, prediction);
    Set<Integer> leftOut = new HashSet<>();
    Overlaps.of(undecided, prediction.runs()).forEach((none, id, voxels) -> leftOut.add(id));
    List<LesionScore> scores = new ArrayList<>();
    truth.instances().forEach(item -> scores.add(matching.ofTruth(item)));
    for (Instance item : prediction.instances()) {
      if (!matching.meeting.contains(item.id()) && !leftOut.contains(item.id())) {
        scores.add(score(LesionScore.Kind.FALSE, item, null));
      }
    }
    return scores;
  }

  /** Called by ascending ids of predictions for each instance. */
  private void add(int truth, int prediction, long voxels) {
    Instance component = predictions.get(prediction);
    double dice = 2.0 * voxels / (truths.get(truth).voxels() + component.voxels());
    meeting.add(prediction);
    Taken known = taken.get(truth);
    if (known == null || dice > known.dice()) {
      taken.put(truth, new Taken(component, dice));
    }
  }

  private LesionScore ofTruth(Instance item) {
    Taken found = taken.get(item.id());
    return score(found == null ? LesionScore.Kind.MISSED : LesionScore.Kind.MATCHED, item, found);
  }

  private static LesionScore score(LesionScore.Kind kind, Instance item, Taken found) {
    return new LesionScore(
        kind,
        item.id(),
        item.voxels(),
        item.centroid(),
        found == null ? 0 : found.dice(),
        found == null ? 0 : found.component().id(),
        found == null ? 0 : found.component().voxels());
  }
}
