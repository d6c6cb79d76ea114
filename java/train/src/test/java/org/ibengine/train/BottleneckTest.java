package org.ibengine.train;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.ibengine.torch.train.TrainingListener.EpochReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a run is said to wait for data. */
class BottleneckTest {
  @TempDir private Path folder;

  private static EpochReport report(int epoch, long waited) {
    return new EpochReport(epoch, 9, 0.5, 0.1, null, 1_000_000_000L, waited * 1_000_000, 0);
  }

  @Test
  void onlyAnEpochAfterTheFirstThatWaitedLongIsWarnedOfAndOnlyOnce() {
    Path dataset = TinyDataset.standard().prepare(folder, Layout.VOLUMES);
    try (IbEngine engine = IbEngine.open(dataset, EngineOptions.defaults().backend("cpu"))) {
      Bottleneck bottleneck = new Bottleneck(engine);
      assertFalse(bottleneck.line(report(0, 900)).isPresent());
      assertFalse(bottleneck.line(report(1, 99)).isPresent());
      String line = bottleneck.line(report(2, 400)).orElseThrow();
      assertTrue(line.contains("40 % of the epoch") && line.contains("filling patches"), line);
      assertFalse(bottleneck.line(report(3, 900)).isPresent());
    }
  }
}
