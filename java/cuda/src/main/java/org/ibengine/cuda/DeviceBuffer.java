package org.ibengine.cuda;

import jcuda.driver.JCudaDriver;

/** Owns {@code sizeBytes} of device memory, aligned to 256 bytes. */
final class DeviceBuffer extends Owner implements Block {
  private final long address;
  private final long sizeBytes;

  private DeviceBuffer(Context context, long address, long sizeBytes) {
    super(context);
    this.address = address;
    this.sizeBytes = sizeBytes;
  }

  static DeviceBuffer allocate(Context context, long sizeBytes) {
    return context.make(
        () -> {
          Address.OfDevice address = new Address.OfDevice();
          Cuda.check(JCudaDriver.cuMemAlloc(address, sizeBytes), "cuMemAlloc(%d bytes)", sizeBytes);
          return new DeviceBuffer(context, address.value(), sizeBytes);
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

  @Override
  void free() {
    Cuda.check(JCudaDriver.cuMemFree(Address.device(address)), "cuMemFree(%d bytes)", sizeBytes);
  }

  @Override
  public String toString() {
    return "device memory of " + sizeBytes + " bytes";
  }
}
