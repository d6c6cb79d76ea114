package org.ibengine.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.text.Text;

/**
 * A comparison of losses.
 *
 * @param smallBelow diameter in voxels below which a lesion is small
 * @param runs in the order in which they were found
 * @param losses in the order of their first run
 * @param cautions what a reader of the figures has to know, as sentences; may be empty
 */
public record Experiment(
    double smallBelow, List<RunFigures> runs, List<LossFigures> losses, List<String> cautions) {
  private static final String WEIGHTED = "iw"; // the inverse-weighted loss of x is iwx

  public Experiment {
    runs = List.copyOf(runs);
    losses = List.copyOf(losses);
    cautions = List.copyOf(cautions);
  }

  /**
   * Reads the records of all runs; blocks on the disk.
   *
   * @param smallBelow a diameter in voxels
   * @throws IllegalArgumentException if it is not positive
   * @throws org.ibengine.error.DatasetException if records cannot be read
   */
  public static Experiment of(List<ExperimentRun> runs, double smallBelow) {
    List<RunFigures.Read> read =
        runs.stream().map(run -> RunFigures.read(run, smallBelow)).toList();
    List<RunFigures> figures = read.stream().map(RunFigures.Read::figures).toList();
    Map<String, List<RunFigures>> byLoss = new LinkedHashMap<>();
    figures.forEach(
        item -> byLoss.computeIfAbsent(item.run().loss(), loss -> new ArrayList<>()).add(item));
    List<LossFigures> losses = new ArrayList<>();
    byLoss.forEach((loss, ofLoss) -> losses.add(LossFigures.of(loss, ofLoss)));
    return new Experiment(smallBelow, figures, losses, cautions(read, losses));
  }

  private static List<String> cautions(List<RunFigures.Read> read, List<LossFigures> losses) {
    List<String> cautions = new ArrayList<>();
    RunFigures.Read first = read.get(0);
    for (RunFigures.Read other : read) {
      if (!other.truth().equals(first.truth())) {
        cautions.add(
            Text.format(
                "Runs %s and %s were evaluated on different cases or lesions, so their figures"
                    + " cannot be compared.",
                first.figures().run().name(), other.figures().run().name()));
      }
    }
    boolean paired = false;
    for (LossFigures plain : losses) {
      Optional<LossFigures> weighted =
          losses.stream().filter(item -> item.loss().equals(WEIGHTED + plain.loss())).findFirst();
      weighted.ifPresent(item -> cautions.add(pair(plain, item)));
      paired |= weighted.isPresent();
    }
    if (paired) {
      cautions.add(
          "Inverse weights shift the balance between lesions found and false alarms, often towards"
              + " both, so figures at one threshold do not say which loss is better. Compare the"
              + " average recall, which is over equal numbers of false alarms.");
    }
    return cautions;
  }

  private static String pair(LossFigures plain, LossFigures weighted) {
    return Text.format(
        "%s against %s: recall of small lesions %s → %s, of all %s → %s, false alarms per case %s →"
            + " %s, average recall %s → %s.",
        weighted.loss(),
        plain.loss(),
        number(plain.smallRecall(), 3),
        number(weighted.smallRecall(), 3),
        number(plain.recall(), 3),
        number(weighted.recall(), 3),
        number(plain.falseAlarmsPerCase(), 2),
        number(weighted.falseAlarmsPerCase(), 2),
        number(plain.averageRecall(), 3),
        number(weighted.averageRecall(), 3));
  }

  private static String number(LossFigures.Mean value, int digits) {
    return Double.isNaN(value.mean()) ? "–" : Text.format("%." + digits + "f", value.mean());
  }
}
