package org.ibengine.torch;

import java.util.concurrent.atomic.AtomicInteger;
import org.ibengine.Batch;

/** A kept batch that several tensors use; it is closed with the last of them. Thread-safe. */
final class SharedBatch {
  private final Runnable close;
  private final AtomicInteger users = new AtomicInteger(1); // whoever adds them, until it ends

  /**
   * @param close gives the memory of {@code batch} back
   */
  SharedBatch(Batch batch, Runnable close) {
    batch.keep();
    this.close = close;
  }

  /** One more user; what is returned ends its use and must run once. */
  Runnable use() {
    users.incrementAndGet();
    return this::end;
  }

  /** Ends one use. */
  void end() {
    if (users.decrementAndGet() == 0) {
      close.run();
    }
  }
}
