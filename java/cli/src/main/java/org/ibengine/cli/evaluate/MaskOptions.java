package org.ibengine.cli.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.evaluation.ScoreScale;
import org.ibengine.evaluation.overlap.MaskClass;
import org.ibengine.evaluation.overlap.OverlapEvaluator;
import org.ibengine.label.Connectivity;
import org.ibengine.overlap.PredictedLabels;
import picocli.CommandLine.Option;

/** What {@code ib evaluate} takes for a mask, a class and a lesion. */
final class MaskOptions {
  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "Predictions are probabilities, float32 or float64: a voxel above P is foreground."
              + " Default: predictions are masks or label maps of whole numbers.")
  private Double threshold;

  @Option(
      names = "--logits",
      description = "Predictions are logits; --threshold still names a probability.")
  private boolean logits;

  @Option(
      names = "--classes",
      split = ",",
      paramLabel = "V",
      description =
          "Values of label maps to compare, each a class of its own, such as 1,2; or foreground:"
              + " everything above 0 together. Default: the classes of the dataset; otherwise each"
              + " value if predictions hold several labels, and foreground if not.")
  private List<String> classes = List.of();

  @Option(
      names = "--tolerance",
      defaultValue = "1",
      paramLabel = "MM",
      description = "Distance up to which surfaces agree. Default: ${DEFAULT-VALUE} mm.")
  private double toleranceMm;

  @Option(
      names = "--connectivity",
      paramLabel = "6|18|26",
      description =
          "Which neighbouring voxels belong to one lesion. Default: the dataset's if GT is a"
              + " prepared dataset, otherwise 26.")
  private Integer connectivity;

  /**
   * @param ofDataset empty where the ground truth was not prepared
   */
  Connectivity connectivity(Optional<Connectivity> ofDataset) {
    if (connectivity != null) {
      return Connectivity.of(connectivity);
    }
    return ofDataset.orElse(Connectivity.CORNER_26);
  }

  OverlapEvaluator evaluator(Backend backend, Connectivity neighbours) {
    return new OverlapEvaluator(backend, neighbours, toleranceMm, classes());
  }

  PredictedLabels labels() {
    if (threshold == null) {
      if (logits) {
        throw new IllegalArgumentException(
            "--logits says what is cut at a threshold; give --threshold P, such as 0.5");
      }
      return PredictedLabels.ofMaps();
    }
    return PredictedLabels.ofScores(logits ? ScoreScale.LOGIT : ScoreScale.PROBABILITY, threshold);
  }

  List<MaskClass> classes() {
    if (classes.equals(List.of(MaskClass.FOREGROUND.name()))) {
      return List.of(MaskClass.FOREGROUND);
    }
    List<MaskClass> chosen = new ArrayList<>();
    for (String text : classes) {
      MaskClass one = MaskClass.ofValue(value(text));
      if (chosen.contains(one)) {
        throw new IllegalArgumentException("--classes names " + text + " twice");
      }
      chosen.add(one);
    }
    return chosen;
  }

  private static int value(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--classes takes values such as 1,2, or foreground, was " + text, e);
    }
  }

  double toleranceMm() {
    return toleranceMm;
  }

  /** {@code labels}, {@code probability} or {@code logit}. */
  String kind() {
    return threshold == null ? "labels" : logits ? "logit" : "probability";
  }

  /** Null for label maps. */
  Double threshold() {
    return threshold;
  }
}
