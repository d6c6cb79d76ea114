package org.ibengine.experiment;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The runs of one loss together.
 *
 * @param runs how many
 */
public record LossFigures(
    String loss,
    int runs,
    Mean objectDice,
    Mean averageRecall,
    Mean recall,
    Mean smallRecall,
    Mean falseAlarmsPerCase) {

  /**
   * A mean over runs.
   *
   * @param mean of the runs that have a value; NaN if none has
   * @param deviation the standard deviation, divided by their number less 1; NaN for a single run
   */
  public record Mean(double mean, double deviation) {
    static Mean of(List<RunFigures> runs, ToDoubleFunction<RunFigures> value) {
      double[] values =
          runs.stream().mapToDouble(value).filter(found -> !Double.isNaN(found)).toArray();
      double sum = 0;
      for (double found : values) {
        sum += found;
      }
      double mean = values.length == 0 ? Double.NaN : sum / values.length;
      double squares = 0;
      for (double found : values) {
        squares += (found - mean) * (found - mean);
      }
      double deviation = values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
      return new Mean(mean, deviation);
    }
  }

  static LossFigures of(String loss, List<RunFigures> runs) {
    return new LossFigures(
        loss,
        runs.size(),
        Mean.of(runs, RunFigures::objectDice),
        Mean.of(runs, RunFigures::averageRecall),
        Mean.of(runs, RunFigures::recall),
        Mean.of(runs, RunFigures::smallRecall),
        Mean.of(runs, RunFigures::falseAlarmsPerCase));
  }
}
