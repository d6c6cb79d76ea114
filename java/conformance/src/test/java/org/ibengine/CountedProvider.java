package org.ibengine;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.ibengine.backend.Backend;
import org.ibengine.backend.BackendProvider;
import org.ibengine.conformance.ForeignBuffer;
import org.ibengine.volume.HostBuffer;

/** The reference code on memory whose bytes are counted, as they were asked for. */
public final class CountedProvider implements BackendProvider {
  static final String NAME = "counted";

  private static final AtomicLong LIVE = new AtomicLong();
  private static final AtomicLong PEAK = new AtomicLong();

  static long liveBytes() {
    return LIVE.get();
  }

  /** The most that was taken at a time. */
  static long peakBytes() {
    return PEAK.get();
  }

  /** The most is what is taken now. */
  static void forgetPeak() {
    PEAK.set(LIVE.get());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int preference() {
    return -1; // never what auto takes
  }

  @Override
  public Optional<String> unavailableReason() {
    return Optional.empty();
  }

  @Override
  public Backend open(int threads) {
    return new Backend() {
      @Override
      public String name() {
        return NAME;
      }

      @Override
      public String description() {
        return "counts its memory";
      }

      @Override
      public HostBuffer allocate(long sizeBytes) {
        HostBuffer buffer = ForeignBuffer.ofSize(Math.toIntExact(sizeBytes));
        PEAK.accumulateAndGet(LIVE.addAndGet(sizeBytes), Math::max);
        return new Counted(buffer, new AtomicLong(sizeBytes));
      }

      @Override
      public void close() {}
    };
  }

  private record Counted(HostBuffer buffer, AtomicLong counted) implements HostBuffer {
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
      LIVE.addAndGet(-counted.getAndSet(0));
      buffer.close();
    }
  }
}
