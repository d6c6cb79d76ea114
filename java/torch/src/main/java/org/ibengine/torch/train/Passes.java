package org.ibengine.torch.train;

import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.plan.EpochId;
import org.ibengine.torch.TorchBatch;
import org.ibengine.torch.TorchBatches;

/**
 * The batches of one pass over a dataset after the other, without end. Belongs to one thread at a
 * time.
 */
final class Passes implements AutoCloseable {
  private final IbEngine engine;
  private final long seed;
  private Epoch epoch;
  private TorchBatches batches;
  private long waitedNanos;

  /**
   * @param token of where to go on; null to begin
   * @throws IllegalArgumentException if the token belongs to another dataset or other options
   */
  Passes(IbEngine engine, long seed, String token) {
    this.engine = engine;
    this.seed = seed;
    open(token == null ? engine.epoch(seed, 0) : engine.resume(token));
  }

  private void open(Epoch next) {
    epoch = next;
    batches = TorchBatches.of(next);
  }

  /** The next batch; closes the one before. Blocks until it is there. */
  TorchBatch next() {
    long asked = System.nanoTime();
    if (!epoch.hasNext()) {
      int following = ((EpochId.Training) epoch.id()).number() + 1;
      close();
      open(engine.epoch(seed, following));
    }
    TorchBatch batch = batches.next();
    waitedNanos += System.nanoTime() - asked;
    return batch;
  }

  /** Of what follows the batch handed out last. */
  String token() {
    return epoch.token();
  }

  /** How long {@link #next} has taken in all. */
  long waitedNanos() {
    return waitedNanos;
  }

  @Override
  public void close() {
    batches.close();
    epoch.close();
  }
}
