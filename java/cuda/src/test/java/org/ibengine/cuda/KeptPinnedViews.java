package org.ibengine.cuda;

import java.nio.ByteBuffer;
import org.ibengine.backend.Backend;
import org.ibengine.volume.HostBuffer;

/** Reads a view of page-locked memory after its backend was closed. */
final class KeptPinnedViews {
  private KeptPinnedViews() {}

  public static void main(String[] arguments) {
    ByteBuffer kept;
    try (Backend backend = new CudaBackendProvider().open(1);
        HostBuffer buffer = backend.allocate(1 << 24)) {
      kept = buffer.view(1 << 23, 8).putLong(0, 42).slice();
    }
    System.gc();
    System.out.println(kept.order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong(0));
  }
}
