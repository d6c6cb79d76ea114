package org.ibengine.evaluation;

import java.util.Arrays;
import org.ibengine.label.Components;
import org.ibengine.label.Runs;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/** The score of each component: its largest value. Reads the voxels of the runs and no others. */
final class ComponentScores {
  private ComponentScores() {}

  /** Logits of the largest values; that of the component with id i at position i − 1. */
  static double[] of(Volume values, Components components, ScoreScale scale) {
    double[] largest = new double[components.instanceCount()];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    Size3 size = values.size();
    double[] row = new double[size.x()];
    Runs runs = components.runs();
    for (int run = 0; run < runs.count(); run++) {
      long line = (long) runs.z(run) * size.y() + runs.y(run);
      int count = runs.xEnd(run) - runs.xBegin(run);
      PredictionMask.read(values, line * size.x() + runs.xBegin(run), count, row);
      int at = runs.instance(run) - 1;
      for (int i = 0; i < count; i++) {
        largest[at] = Math.max(largest[at], row[i]);
      }
    }
    for (int i = 0; i < largest.length; i++) {
      largest[i] = scale.logit(largest[i]);
    }
    return largest;
  }
}
