package org.ibengine.backend;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.volume.HostBuffer;

/** The reference code; counts the bytes that are taken and not closed. Thread-safe. */
public class CountingBackend implements Backend {
  private final Backend reference = new ReferenceBackend();
  private final AtomicLong live = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public String description() {
    return "counts";
  }

  @Override
  public HostBuffer allocate(long sizeBytes) {
    HostBuffer buffer = reference.allocate(sizeBytes);
    peak.accumulateAndGet(live.addAndGet(sizeBytes), Math::max);
    return new Counted(buffer, sizeBytes);
  }

  /** Bytes that are taken now. */
  public long liveBytes() {
    return live.get();
  }

  /** The most that were taken at a time. */
  public long peakBytes() {
    return peak.get();
  }

  @Override
  public void close() {
    reference.close();
  }

  private final class Counted implements HostBuffer {
    private final HostBuffer buffer;
    private final AtomicLong counted;

    Counted(HostBuffer buffer, long bytes) {
      this.buffer = buffer;
      this.counted = new AtomicLong(bytes);
    }

    @Override
    public long sizeBytes() {
      return buffer.sizeBytes();
    }

    @Override
    public ByteBuffer view(long offset, int length) {
      return buffer.view(offset, length);
    }

    @Override
    public long address() {
      return buffer.address();
    }

    @Override
    public void close() {
      live.addAndGet(-counted.getAndSet(0));
      buffer.close();
    }
  }
}
