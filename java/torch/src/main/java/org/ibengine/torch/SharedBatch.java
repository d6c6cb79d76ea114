package org.ibengine.torch;

import java.util.concurrent.atomic.AtomicInteger;
import org.ibengine.Batch;

/** A kept batch that several tensors use; it is closed with the last of them. Thread-safe. */
final class SharedBatch {
  private final Batch batch;
  private final Runnable beforeClose;
  private final AtomicInteger users = new AtomicInteger(1); // whoever adds them

  SharedBatch(Batch batch, Runnable beforeClose) {
    this.batch = batch.keep();
    this.beforeClose = beforeClose;
  }

  /** One more user; what is returned ends its use and must run once. */
  Runnable use() {
    users.incrementAndGet();
    return this::end;
  }

  /** Ends one use. */
  void end() {
    if (users.decrementAndGet() == 0) {
      try {
        beforeClose.run();
      } finally {
        batch.close();
      }
    }
  }
}
