package org.ibengine.pipeline;

import java.nio.ByteBuffer;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DeviceStream;
import org.ibengine.error.Failures;
import org.ibengine.tensor.TensorMemory;
import org.ibengine.volume.HostBuffer;

/**
 * Device memory as a tensor has it.
 *
 * @param stream on which it is written, and copied from after that
 */
record DeviceTensor(DeviceBackend backend, DeviceMemory.Range place, DeviceStream stream)
    implements TensorMemory {
  private static final int CHUNK = 4 << 20;

  @Override
  public long sizeBytes() {
    return place.length();
  }

  @Override
  public long address() {
    return place.memory().address() + place.offset();
  }

  @Override
  public ByteBuffer view(long offset, int length) {
    throw new UnsupportedOperationException(
        "the host has no view of device memory; use copyTo, or a stream that waits for the batch's ready()");
  }

  @Override
  public void copyTo(long offset, ByteBuffer target) {
    long from = place.offset() + offset;
    while (target.hasRemaining()) {
      int length = Math.min(CHUNK, target.remaining());
      try (HostBuffer block = backend.allocate(length)) {
        copy(new DeviceMemory.Range(place.memory(), from, length), block);
        target.put(block.bareView(0, length));
      }
      from += length;
    }
  }

  private void copy(DeviceMemory.Range source, HostBuffer block) {
    try (DeviceEvent copied = backend.download(source, block, stream)) {
      copied.await();
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, stream::synchronize);
    }
  }
}
