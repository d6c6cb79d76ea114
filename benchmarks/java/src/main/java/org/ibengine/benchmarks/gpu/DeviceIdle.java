package org.ibengine.benchmarks.gpu;

import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.cuda.SimulatedTraining;

/** How long a training stream on a device stands idle for want of batches. */
final class DeviceIdle {
  /** Taken for one figure: the boundary between them counts. */
  static final int EPOCHS = 2;

  /** Which epoch of which seed. */
  record EpochId(long seed, int number) {}

  private DeviceIdle() {}

  /**
   * One simulated step for each batch of two epochs. The host queues, and waits for the device only
   * when everything is queued.
   *
   * @param training on the engine's device
   */
  static SimulatedTraining.Course course(
      SimulatedTraining training, IbEngine engine, EpochId first, double stepMs) {
    for (int number = first.number(); number < first.number() + EPOCHS; number++) {
      try (Epoch epoch = engine.epoch(first.seed(), number)) {
        for (Batch batch : epoch) {
          batch.ready().holdBack(training.stream());
          training.step((long) (stepMs * 1e6));
          batch.closeAfter(training.stream());
        }
      }
    }
    return training.read();
  }
}
