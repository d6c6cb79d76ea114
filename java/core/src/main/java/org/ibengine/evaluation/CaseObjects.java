package org.ibengine.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.label.Components;
import org.ibengine.label.Instance;

/**
 * What one case brings to a curve; both lists may be empty and the case counts all the same.
 *
 * @param truths the instances of its ground truth, by id
 * @param predictions the components of its prediction, by id
 */
public record CaseObjects(
    String name, List<TruthObject> truths, List<PredictedObject> predictions) {
  public CaseObjects {
    truths = List.copyOf(truths);
    predictions = List.copyOf(predictions);
  }

  /** A case for which nothing was predicted. */
  public static CaseObjects withoutPrediction(String name, Components truth) {
    return new Matching(truth.instances(), List.of(), new double[0]).objects(name);
  }

  /**
   * Matches components on one grid. An instance takes the predicted component of the highest Dice
   * overlap (of equal ones that with the higher score); components may serve several instances.
   *
   * @param logits of the predicted components, that with id i at position i − 1
   */
  static CaseObjects match(String name, Components truth, Components predicted, double[] logits) {
    Matching matching = new Matching(truth.instances(), predicted.instances(), logits);
    Overlaps.of(truth.runs(), predicted.runs()).forEach(matching::add);
    return matching.objects(name);
  }

  private static final class Matching {
    private final List<Instance> truths;
    private final List<Instance> predictions;
    private final double[] logits;
    private final double[] truthDice;
    private final double[] truthLogit;
    private final double[] predictionDice;

    Matching(List<Instance> truths, List<Instance> predictions, double[] logits) {
      this.truths = truths;
      this.predictions = predictions;
      this.logits = logits;
      this.truthDice = new double[truths.size()];
      this.truthLogit = new double[truths.size()];
      this.predictionDice = new double[predictions.size()];
      Arrays.fill(truthLogit, Double.NEGATIVE_INFINITY);
    }

    void add(int truth, int prediction, long voxels) {
      int t = truth - 1;
      int p = prediction - 1;
      double dice = 2.0 * voxels / (truths.get(t).voxels() + predictions.get(p).voxels());
      predictionDice[p] = Math.max(predictionDice[p], dice);
      if (dice > truthDice[t] || dice == truthDice[t] && logits[p] > truthLogit[t]) {
        truthDice[t] = dice;
        truthLogit[t] = logits[p];
      }
    }

    CaseObjects objects(String name) {
      List<TruthObject> found = new ArrayList<>();
      for (int i = 0; i < truths.size(); i++) {
        Instance item = truths.get(i);
        found.add(
            new TruthObject(
                item.id(), item.voxels(), item.centroid(), truthDice[i], truthLogit[i]));
      }
      List<PredictedObject> made = new ArrayList<>();
      for (int i = 0; i < predictions.size(); i++) {
        Instance item = predictions.get(i);
        made.add(
            new PredictedObject(
                item.id(), item.voxels(), item.centroid(), logits[i], predictionDice[i]));
      }
      return new CaseObjects(name, found, made);
    }
  }
}
