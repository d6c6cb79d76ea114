package org.ibengine.cuda;

import java.util.function.IntSupplier;
import java.util.function.Supplier;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;
import org.ibengine.error.BackendFailureException;
import org.ibengine.error.Failures;
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

  /**
   * Makes a call in this context, and the caller's is current again when it is over: a process may
   * have contexts of others, and threads that use them.
   *
   * @param call its status
   * @param name the call and its sizes, formatted only on failure
   * @throws BackendFailureException unless the status is success
   */
  void check(IntSupplier call, String name, Object... sizes) {
    run(() -> Cuda.check(call.getAsInt(), name, sizes));
  }

  /** As {@link #check}, but the status is the caller's to judge. */
  int status(IntSupplier call) {
    int[] status = new int[1];
    run(() -> status[0] = call.getAsInt());
    return status[0];
  }

  /** Makes calls in this context. */
  void run(Runnable calls) {
    push();
    try {
      calls.run();
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, this::pop);
    }
    pop();
  }

  /** Makes something in this context, and frees it where the caller's does not come back. */
  <T extends Owner> T make(Supplier<T> maker) {
    push();
    T made;
    try {
      made = maker.get();
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, this::pop);
    }
    try {
      pop();
      return made;
    } catch (RuntimeException e) {
      throw Failures.after(e, made::close);
    }
  }

  /** As {@link #run}, of calls that free something: an older error does not keep them from it. */
  void free(Runnable calls) {
    Failures failures = new Failures();
    boolean[] begun = new boolean[1];
    Runnable once =
        () -> {
          begun[0] = true;
          calls.run();
        };
    failures.collect(() -> run(once));
    if (!begun[0]) {
      failures.collect(() -> run(once));
    }
    failures.rethrow();
  }

  private void push() {
    Cuda.check(JCudaDriver.cuCtxPushCurrent(context), "cuCtxPushCurrent(device %d)", device);
  }

  private void pop() {
    Cuda.check(JCudaDriver.cuCtxPopCurrent(new CUcontext()), "cuCtxPopCurrent(device %d)", device);
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
    check(JCudaDriver::cuCtxSynchronize, "cuCtxSynchronize(device %d)", device);
  }

  /** Free and total bytes of the device's memory. */
  long[] memory() {
    long[] free = new long[1];
    long[] total = new long[1];
    check(() -> JCudaDriver.cuMemGetInfo(free, total), "cuMemGetInfo(device %d)", device);
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

  /** Bytes of the cache that all multiprocessors share. */
  int l2Bytes() {
    return attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE);
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
