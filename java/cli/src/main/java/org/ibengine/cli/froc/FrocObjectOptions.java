package org.ibengine.cli.froc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.evaluation.CaseEvaluator;
import org.ibengine.evaluation.InstanceGroup;
import org.ibengine.evaluation.ObjectMatching;
import org.ibengine.evaluation.ScoreScale;
import org.ibengine.label.Connectivity;
import picocli.CommandLine.Option;

/** What {@code ib froc} takes for an object, and which objects it counts together. */
final class FrocObjectOptions {
  @Option(
      names = "--threshold",
      defaultValue = "0.5",
      paramLabel = "P",
      description =
          "Probability above which a voxel counts as predicted. Default: ${DEFAULT-VALUE}.")
  private double threshold;

  @Option(names = "--logits", description = "Predictions are logits, not probabilities.")
  private boolean logits;

  @Option(
      names = "--connectivity",
      paramLabel = "6|18|26",
      description =
          "Which neighbouring voxels belong to one object. Default: the dataset's if GT is a"
              + " prepared dataset, otherwise 26.")
  private Integer connectivity;

  @Option(
      names = "--matching",
      paramLabel = "best-overlap|best-score",
      defaultValue = "best-overlap",
      description =
          "Which of the predicted objects that touch an instance gives it its score: the one with"
              + " the highest Dice overlap, or the one with the highest score. Default:"
              + " ${DEFAULT-VALUE}.")
  private String matching;

  @Option(
      names = "--small-below",
      paramLabel = "D",
      description = "Also split at this diameter, that of a ball with as many voxels, in voxels.")
  private Double smallBelow;

  /**
   * @param ofDataset empty where the ground truth was not prepared
   */
  Connectivity connectivity(Optional<Connectivity> ofDataset) {
    if (connectivity != null) {
      return Connectivity.of(connectivity);
    }
    return ofDataset.orElse(Connectivity.CORNER_26);
  }

  /** Checks every option but that of the connectivity. */
  CaseEvaluator evaluator(Backend backend, Connectivity neighbours) {
    ScoreScale scale = logits ? ScoreScale.LOGIT : ScoreScale.PROBABILITY;
    return new CaseEvaluator(backend, neighbours, scale, threshold).with(matching());
  }

  ObjectMatching matching() {
    return ObjectMatching.of(matching);
  }

  List<InstanceGroup> groups() {
    List<InstanceGroup> groups = new ArrayList<>(List.of(InstanceGroup.ALL));
    groups.addAll(InstanceGroup.sizeBins());
    if (smallBelow != null) {
      groups.addAll(InstanceGroup.splitAt(smallBelow));
    }
    return groups;
  }

  double threshold() {
    return threshold;
  }

  /** {@code probability} or {@code logit}. */
  String scores() {
    return logits ? "logit" : "probability";
  }
}
