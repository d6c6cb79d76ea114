package org.ibengine.cuda;

import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;
import org.ibengine.text.Text;

/**
 * The primary context of a device, which libtorch and others share. Counts who uses it and lets go
 * with the last: memory outlives the backend it came from. Thread-safe.
 */
final class Context {
  private final int device;
  private final CUdevice handle;
  private final CUcontext context;
  private int users = 1;

  private Context(int device, CUdevice handle, CUcontext context) {
    this.device = device;
    this.handle = handle;
    this.context = context;
  }

  /** The caller is its first user. */
  static Context open(int device) {
    CUdevice handle = new CUdevice();
    Cuda.check(JCudaDriver.cuDeviceGet(handle, device), "cuDeviceGet(%d)", device);
    CUcontext context = new CUcontext();
    Cuda.check(
        JCudaDriver.cuDevicePrimaryCtxRetain(context, handle),
        "cuDevicePrimaryCtxRetain(device %d)",
        device);
    return new Context(device, handle, context);
  }

  int device() {
    return device;
  }

  /** Makes it the calling thread's; to be called before any call that needs a context. */
  Context enter() {
    Cuda.check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent(device %d)", device);
    return this;
  }

  synchronized Context use() {
    users++;
    return this;
  }

  void leave() {
    synchronized (this) {
      users--;
      if (users > 0) {
        return;
      }
    }
    Cuda.check(
        JCudaDriver.cuDevicePrimaryCtxRelease(handle),
        "cuDevicePrimaryCtxRelease(device %d)",
        device);
  }

  /** Blocks until the device has done all work queued so far. */
  void synchronize() {
    enter();
    Cuda.check(JCudaDriver.cuCtxSynchronize(), "cuCtxSynchronize(device %d)", device);
  }

  /** Free and total bytes of the device's memory. */
  long[] memory() {
    long[] free = new long[1];
    long[] total = new long[1];
    enter();
    Cuda.check(JCudaDriver.cuMemGetInfo(free, total), "cuMemGetInfo(device %d)", device);
    return new long[] {free[0], total[0]};
  }

  String name() {
    byte[] name = new byte[256];
    Cuda.check(
        JCudaDriver.cuDeviceGetName(name, name.length, handle), "cuDeviceGetName(%d)", device);
    return new String(name, java.nio.charset.StandardCharsets.UTF_8).split("\0", 2)[0];
  }

  /** As {@code compute capability 9.0}. */
  String capability() {
    return Text.format(
        "compute capability %d.%d",
        attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
        attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR));
  }

  /** Whether other processes can open memory and events of the device. */
  boolean isShareable() {
    return attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_IPC_EVENT_SUPPORTED) != 0;
  }

  int multiprocessors() {
    return attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
  }

  private int attribute(int attribute) {
    int[] value = new int[1];
    Cuda.check(
        JCudaDriver.cuDeviceGetAttribute(value, attribute, handle),
        "cuDeviceGetAttribute(%d, device %d)",
        attribute,
        device);
    return value[0];
  }
}
