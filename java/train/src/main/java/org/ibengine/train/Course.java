package org.ibengine.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;

/**
 * How a run went, from the files in its folder.
 *
 * @param steps in their order
 * @param validations in their order
 */
record Course(List<Step> steps, List<Validation> validations) {
  /** One step of the optimiser. */
  record Step(int epoch, int step, double loss) {}

  /** What was measured after an epoch. */
  record Validation(int epoch, double loss, double dice) {}

  /**
   * @throws DatasetException if the files cannot be read
   */
  static Course read(Path run) {
    List<Step> steps = new ArrayList<>();
    for (String[] row : rows(run.resolve("loss.csv"))) {
      steps.add(
          new Step(Integer.parseInt(row[0]), Integer.parseInt(row[1]), Double.parseDouble(row[2])));
    }
    List<Validation> validations = new ArrayList<>();
    for (String[] row : rows(run.resolve("validation.csv"))) {
      validations.add(
          new Validation(
              Integer.parseInt(row[0]), Double.parseDouble(row[1]), Double.parseDouble(row[2])));
    }
    return new Course(steps, validations);
  }

  private static List<String[]> rows(Path file) {
    try {
      return Files.readAllLines(file).stream().skip(1).map(line -> line.split(",")).toList();
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be read: " + IoReason.of(e), e);
    }
  }

  /** Steps of the longest epoch. */
  int epochSteps() {
    return 1 + steps.stream().mapToInt(Step::step).max().orElse(0);
  }

  /** Mean loss by epoch. */
  TreeMap<Integer, Double> means() {
    TreeMap<Integer, List<Double>> losses = new TreeMap<>();
    steps.forEach(
        step -> losses.computeIfAbsent(step.epoch(), any -> new ArrayList<>()).add(step.loss()));
    TreeMap<Integer, Double> means = new TreeMap<>();
    losses.forEach(
        (epoch, all) ->
            means.put(
                epoch, all.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
    return means;
  }
}
