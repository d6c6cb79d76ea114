package org.ibengine.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.Layout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An epoch over the standard dataset; every slot has to be back in the end. */
abstract class TorchFixture {
  static final int PREFETCH = 3;

  @TempDir private static Path folder;
  static Path dataset;

  IbEngine engine;
  Epoch epoch;

  @BeforeAll
  static void prepare() {
    dataset = TinyDataset.standard().prepare(folder, Layout.VOLUMES);
  }

  @BeforeEach
  void open() {
    EngineOptions options =
        EngineOptions.defaults().backend("cpu").prefetch(PREFETCH).repeats(3).batchSize(2);
    engine = IbEngine.open(dataset, options);
    epoch = engine.epoch(7);
  }

  @AfterEach
  void everySlotIsBackOnceAllIsClosed() {
    engine.close();
    assertEquals(0, engine.slotsTaken());
  }
}
