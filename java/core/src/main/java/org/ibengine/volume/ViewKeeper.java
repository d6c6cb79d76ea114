package org.ibengine.volume;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

/**
 * Frees native memory once its owner has closed it and no view of it is reachable any more, so that
 * a view kept too long reads old bytes instead of ending the process. Buffers derived from a view
 * (slices, duplicates, typed buffers) count as that view. Thread-safe.
 */
public final class ViewKeeper implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Runnable free;
  private int users = 1; // the owner until it closes, and one per view
  private boolean closed;

  /**
   * @param free called once: by {@link #close}, or later by a thread of the garbage collector's,
   *     where what it throws is lost
   */
  public ViewKeeper(Runnable free) {
    this.free = free;
  }

  /**
   * Returns {@code view}, which from now on keeps the memory.
   *
   * @param view made by the caller for this one call, and referred to by nothing else
   * @throws IllegalStateException after {@link #close}
   */
  public ByteBuffer keptBy(ByteBuffer view) {
    join();
    CLEANER.register(view, this::leave);
    return view;
  }

  /**
   * Keeps the memory while {@code use} runs.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public void during(Runnable use) {
    join();
    try {
      use.run();
    } finally {
      leave();
    }
  }

  private synchronized void join() {
    if (closed) {
      throw new IllegalStateException("the buffer is closed");
    }
    users++;
  }

  /** The owner is done with the memory; frees it unless it is viewed. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    leave();
  }

  private void leave() {
    synchronized (this) {
      users--;
      if (users > 0) {
        return;
      }
    }
    free.run();
  }
}
