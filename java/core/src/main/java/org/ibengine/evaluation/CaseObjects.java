package org.ibengine.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ibengine.evaluation.ObjectMatching.Candidate;
import org.ibengine.label.Components;
import org.ibengine.label.Instance;
import org.ibengine.volume.Affine;

/**
 * What one case contributes to a curve; both lists may be empty, and the case still counts.
 *
 * @param truths the instances of its ground truth, by id
 * @param predictions the components of its prediction, by id
 * @param affine from voxels of the grid they were compared on to mm, RAS; empty where none is known
 */
public record CaseObjects(
    String name,
    List<TruthObject> truths,
    List<PredictedObject> predictions,
    Optional<Affine> affine) {
  /** On a grid of which nothing is known. */
  public CaseObjects(String name, List<TruthObject> truths, List<PredictedObject> predictions) {
    this(name, truths, predictions, Optional.empty());
  }

  public CaseObjects {
    truths = List.copyOf(truths);
    predictions = List.copyOf(predictions);
  }

  /** The same on that grid. */
  public CaseObjects on(Affine grid) {
    return new CaseObjects(name, truths, predictions, Optional.of(grid));
  }

  /** A case for which nothing was predicted. */
  public static CaseObjects withoutPrediction(String name, Components truth) {
    return new Matches(truth.instances(), List.of(), new double[0]).objects(name);
  }

  /**
   * Matches components on one grid; components may serve several instances.
   *
   * @param matching which component an instance takes
   */
  static CaseObjects match(
      String name, ObjectMatching matching, Components truth, Predicted predicted) {
    Components components = predicted.components();
    Matches matches = new Matches(truth.instances(), components.instances(), predicted.logits());
    Overlaps.of(truth.runs(), components.runs())
        .forEach((t, p, voxels) -> matches.add(matching, t, p, voxels));
    return matches.objects(name);
  }

  /** Without false alarms that have such an overlap, with what is neither lesion nor background. */
  CaseObjects withoutFalseOnes(Overlaps undecided) {
    Set<Integer> touching = new HashSet<>();
    undecided.forEach((none, prediction, voxels) -> touching.add(prediction));
    return new CaseObjects(
        name,
        truths,
        predictions.stream()
            .filter(item -> !(item.isFalseAlarm() && touching.contains(item.id())))
            .toList(),
        affine);
  }

  /**
   * The predicted components and their scores.
   *
   * @param logits that of the component with id i at position i − 1
   */
  record Predicted(Components components, double[] logits) {}

  private static final class Matches {
    private final List<Instance> truths;
    private final List<Instance> predictions;
    private final double[] logits;
    private final Candidate[] taken;
    private final int[] takenIds;
    private final double[] predictionDice;
    private final int[] predictionHits;

    Matches(List<Instance> truths, List<Instance> predictions, double[] logits) {
      this.truths = truths;
      this.predictions = predictions;
      this.logits = logits;
      this.taken = new Candidate[truths.size()];
      this.takenIds = new int[truths.size()];
      this.predictionDice = new double[predictions.size()];
      this.predictionHits = new int[predictions.size()];
      Arrays.fill(taken, Candidate.NONE);
    }

    void add(ObjectMatching matching, int truth, int prediction, long voxels) {
      int t = truth - 1;
      int p = prediction - 1;
      double dice = 2.0 * voxels / (truths.get(t).voxels() + predictions.get(p).voxels());
      if (dice > predictionDice[p]) {
        predictionDice[p] = dice;
        predictionHits[p] = truth;
      }
      Candidate candidate = new Candidate(dice, logits[p]);
      if (taken[t] == Candidate.NONE || matching.prefers(candidate, taken[t])) {
        taken[t] = candidate;
        takenIds[t] = prediction;
      }
    }

    CaseObjects objects(String name) {
      List<TruthObject> found = new ArrayList<>();
      for (int i = 0; i < truths.size(); i++) {
        Instance item = truths.get(i);
        found.add(
            new TruthObject(
                item.id(),
                item.voxels(),
                item.centroid(),
                taken[i].dice(),
                taken[i].logit(),
                takenIds[i]));
      }
      List<PredictedObject> made = new ArrayList<>();
      for (int i = 0; i < predictions.size(); i++) {
        Instance item = predictions.get(i);
        made.add(
            new PredictedObject(
                item.id(),
                item.voxels(),
                item.centroid(),
                logits[i],
                predictionDice[i],
                predictionHits[i]));
      }
      return new CaseObjects(name, found, made);
    }
  }
}
