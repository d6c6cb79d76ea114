package org.ibengine.cuda;

import org.ibengine.backend.Percentiles;
import org.ibengine.volume.Volume;

final class PercentileKernels {
  PercentileKernels(Lane lane, Volume volume) {}

  Percentiles select(PercentileRanks ranks) {
    throw new UnsupportedOperationException("x");
  }
}
