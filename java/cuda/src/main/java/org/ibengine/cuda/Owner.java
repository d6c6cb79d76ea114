package org.ibengine.cuda;

import java.util.concurrent.atomic.AtomicBoolean;
import org.ibengine.error.Failures;

/** Something of the driver that is freed once, in its context, which it keeps alive until then. */
abstract class Owner implements AutoCloseable {
  private final Context context;
  private final AtomicBoolean closed = new AtomicBoolean();

  Owner(Context context) {
    this.context = context.use();
  }

  final Context context() {
    return context;
  }

  /**
   * @throws IllegalStateException after {@code close}
   */
  final void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  /** The call that frees it, in its context; checks its own status. */
  abstract void free();

  /** Idempotent, and done with even where the driver reports a failure. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Failures failures = new Failures();
      failures.collect(() -> context.free(this::free));
      failures.collect(context::leave);
      failures.rethrow();
    }
  }
}
