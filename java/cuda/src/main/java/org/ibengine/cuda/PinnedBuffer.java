package org.ibengine.cuda;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.driver.JCudaDriver;

/** Owns {@code sizeBytes} of page-locked host memory, aligned to 4096 bytes. */
final class PinnedBuffer extends Owner implements Block {
  private static final int ALIGNMENT = 4096;

  private final long allocated;
  private final long address;
  private final long sizeBytes;

  private PinnedBuffer(Context context, long allocated, long sizeBytes) {
    super(context);
    this.allocated = allocated;
    this.address = (allocated + ALIGNMENT - 1) & -ALIGNMENT;
    this.sizeBytes = sizeBytes;
  }

  static PinnedBuffer allocate(Context context, long sizeBytes) {
    return context.make(
        () -> {
          Address address = new Address();
          // The driver promises no alignment beyond that of its types.
          Cuda.check(
              JCudaDriver.cuMemAllocHost(address, sizeBytes + ALIGNMENT - 1),
              "cuMemAllocHost(%d bytes)",
              sizeBytes);
          return new PinnedBuffer(context, address.value(), sizeBytes);
        });
  }

  @Override
  public long address() {
    requireOpen();
    return address;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Bytes {@code [offset, offset + length)}; bare memory, valid until {@code close}. */
  ByteBuffer view(long offset, int length) {
    return new Pointer(address()).getByteBuffer(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  void free() {
    Cuda.check(
        JCudaDriver.cuMemFreeHost(Address.host(allocated)), "cuMemFreeHost(%d bytes)", sizeBytes);
  }

  @Override
  public String toString() {
    return "buffer of " + sizeBytes + " bytes";
  }
}
