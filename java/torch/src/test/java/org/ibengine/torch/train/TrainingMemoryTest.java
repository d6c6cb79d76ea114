package org.ibengine.torch.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.ibengine.torch.RequiresLibtorch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a step takes is given back after it. */
@RequiresLibtorch
class TrainingMemoryTest {
  private static final int WARM = 60;
  private static final int STEPS = 300;
  private static final int BATCH = 16; // so that a step makes more than a megabyte of tensors

  /** The heap of Java may grow by tens of megabytes; graphs that stay would take hundreds. */
  private static final long MOST_GROWTH = 100_000_000;

  @TempDir private Path folder;

  @Test
  void memoryAfterManyStepsIsWhatItWasAfterAFew() throws IOException {
    Path dataset = TrainFixture.dataset(folder.resolve("data"));
    RunConfig small = TrainFixture.config(dataset, TrainFixture.plan(1, STEPS));
    RunConfig config =
        new RunConfig(
            small.dataset(),
            small.modalities(),
            small.network(),
            small.plan(),
            small.engine().batchSize(BATCH));
    long[] bytes = new long[2];
    long[] pointers = new long[2];
    int[] step = {0};
    TrainFixture.train(
        config,
        folder.resolve("run"),
        0,
        new TrainingListener() {
          @Override
          public void stepped(int epoch, int number, float loss) {
            step[0]++;
            if (step[0] == WARM || step[0] == STEPS) {
              int at = step[0] == WARM ? 0 : 1;
              bytes[at] = Pointer.physicalBytes();
              pointers[at] = Pointer.totalCount();
            }
          }
        });
    assertTrue(
        pointers[1] - pointers[0] < STEPS - WARM,
        "native objects of Java: " + pointers[0] + ", then " + pointers[1]);
    long grown = bytes[1] - bytes[0];
    assertTrue(grown < MOST_GROWTH, "memory grew by " + grown + " bytes");
  }
}
