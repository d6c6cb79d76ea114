package org.ibengine.cuda;

import org.ibengine.backend.DeviceMemory;
import org.ibengine.error.Failures;

/** Device memory of a caller. Freeing it waits for the device. */
final class CudaMemory implements DeviceMemory {
  private final DeviceBuffer buffer;
  private final long sizeBytes;
  private boolean closed;

  CudaMemory(DeviceBuffer buffer, long sizeBytes) {
    this.buffer = buffer;
    this.sizeBytes = sizeBytes;
  }

  static CudaMemory allocate(Context context, long sizeBytes) {
    return new CudaMemory(DeviceBuffer.allocate(context, sizeBytes), sizeBytes);
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public long address() {
    return buffer.address();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Failures failures = new Failures();
      failures.collect(buffer.context()::synchronize);
      failures.collect(buffer::close);
      failures.rethrow();
    }
  }
}
