package org.ibengine.study;

import java.util.ArrayList;
import java.util.List;

/**
 * A network at a size, over all its runs.
 *
 * @param training ratios of the patches of all runs
 * @param all every case of every run
 * @param inRange those whose volume has a ratio strictly within that of training patches
 * @param outOfRange the others
 * @param bins by the ratio of the volume: to 0.1, 0.2 … 0.5, and above
 * @param cases of all runs, in their order
 */
public record StudyCell(
    String network,
    int size,
    int runs,
    TrainingRange training,
    StudyScores all,
    StudyScores inRange,
    StudyScores outOfRange,
    List<Bin> bins,
    List<StudyCase> cases) {
  private static final int BINS = 5;
  private static final double PER_UNIT = 10;

  /**
   * Cases by ratio.
   *
   * @param above not in the bin, but 0 is in the first
   * @param upTo in the bin
   */
  public record Bin(double above, double upTo, StudyScores scores) {}

  public StudyCell {
    bins = List.copyOf(bins);
    cases = List.copyOf(cases);
  }

  static StudyCell of(List<StudyRun> runs) {
    TrainingRange training = TrainingRange.of(runs);
    List<StudyCase> cases = runs.stream().flatMap(run -> run.cases().stream()).toList();
    return new StudyCell(
        runs.get(0).network(),
        runs.get(0).size(),
        runs.size(),
        training,
        StudyScores.of(cases),
        StudyScores.of(cases.stream().filter(one -> training.contains(one.ratio())).toList()),
        StudyScores.of(cases.stream().filter(one -> !training.contains(one.ratio())).toList()),
        bins(cases),
        cases);
  }

  private static List<Bin> bins(List<StudyCase> cases) {
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i <= BINS; i++) {
      double above = i == 0 ? Double.NEGATIVE_INFINITY : i / PER_UNIT;
      double upTo = i == BINS ? 1 : (i + 1) / PER_UNIT;
      List<StudyCase> held =
          cases.stream().filter(one -> above < one.ratio() && one.ratio() <= upTo).toList();
      bins.add(new Bin(Math.max(0, above), upTo, StudyScores.of(held)));
    }
    return bins;
  }

  /** Dice in range − out of range; NaN where one of them has none. */
  public double diceDrop() {
    return inRange.dice().value() - outOfRange.dice().value();
  }

  /** Hausdorff distance in range − out of range, in voxels; NaN where one of them has none. */
  public double hausdorffDrop() {
    return inRange.hausdorff().value() - outOfRange.hausdorff().value();
  }
}
