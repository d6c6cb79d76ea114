package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import org.ibengine.backend.Backend;
import org.ibengine.volume.HostBuffer;

/**
 * A fixed number of equal buffers that go round; whoever finds none waits. The one used last comes
 * first, because its pages are warm. Thread-safe.
 */
final class BufferRing implements AutoCloseable {
  private final LinkedBlockingDeque<HostBuffer> idle = new LinkedBlockingDeque<>();
  private final List<HostBuffer> all = new ArrayList<>();

  BufferRing(Backend backend, int count, long bytes) {
    for (int i = 0; i < count; i++) {
      HostBuffer buffer = backend.allocate(bytes);
      all.add(buffer);
      idle.add(buffer);
    }
  }

  HostBuffer take() throws InterruptedException {
    return idle.takeFirst();
  }

  void giveBack(HostBuffer buffer) {
    idle.addFirst(buffer);
  }

  /** Frees all buffers; none may be in use. */
  @Override
  public void close() {
    all.forEach(HostBuffer::close);
  }
}
