package org.ibengine.cuda;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.ibengine.error.BackendUnavailableException;
import org.ibengine.text.Text;

/** Owns the kernels, loaded into one context. Thread-safe. */
final class Module extends Owner {
  /** Values of the arguments of a launch, 8 bytes each, outside the heap, where nothing moves. */
  private static final ThreadLocal<ByteBuffer> ARGUMENTS =
      ThreadLocal.withInitial(
          () -> ByteBuffer.allocateDirect(32 * Long.BYTES).order(ByteOrder.nativeOrder()));

  private static final String VERSION_KERNEL = "ib_cuda_abi_";

  private final CUmodule module;
  private final Map<String, CUfunction> functions = new ConcurrentHashMap<>();

  private Module(Context context, CUmodule module) {
    super(context);
    this.module = module;
  }

  static Module load(Context context, byte[] image) {
    return context.make(
        () -> {
          CUmodule module = new CUmodule();
          Cuda.check(
              JCudaDriver.cuModuleLoadData(module, image),
              "cuModuleLoadData(%d bytes)",
              image.length);
          return new Module(context, module);
        });
  }

  /**
   * @throws BackendUnavailableException unless the kernels were built with this version of
   *     ib_cuda.h
   */
  Module requireVersion(int version) {
    CUfunction function = new CUfunction();
    String kernel = VERSION_KERNEL + version;
    int status = context().status(() -> JCudaDriver.cuModuleGetFunction(function, module, kernel));
    if (status == Cuda.NOT_FOUND) {
      throw new BackendUnavailableException(
          CudaBackend.NAME,
          Text.format(
              "kernel image and jar must be of one version: the jar needs IB_CUDA_ABI_VERSION %d, %s"
                  + " has no %s; build both from the same sources",
              version, KernelImage.origin(), kernel));
    }
    Cuda.check(status, "cuModuleGetFunction(%s)", kernel);
    return this;
  }

  /**
   * Queues a kernel.
   *
   * @param arguments at most 32 Integer or Long, of the sizes of the kernel's parameters
   */
  void launch(Stream stream, String kernel, Grid grid, Object... arguments) {
    ByteBuffer values = ARGUMENTS.get().clear();
    long address = com.sun.jna.Pointer.nativeValue(Native.getDirectBufferPointer(values));
    Pointer[] pointers = new Pointer[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      pointers[i] = Address.host(address + (long) i * Long.BYTES);
      put(values, i * Long.BYTES, arguments[i]);
    }
    CUfunction function = functions.computeIfAbsent(kernel, this::find);
    context()
        .check(
            () -> launch(stream, function, grid, Pointer.to(pointers)),
            "cuLaunchKernel(%s, %d by %d blocks of %d threads, %d bytes shared)",
            kernel,
            grid.blocks(),
            grid.rows(),
            grid.threads(),
            grid.sharedBytes());
  }

  private static int launch(Stream stream, CUfunction function, Grid grid, Pointer parameters) {
    return JCudaDriver.cuLaunchKernel(
        function,
        grid.blocks(),
        grid.rows(),
        1,
        grid.threads(),
        1,
        1,
        grid.sharedBytes(),
        stream.stream(),
        parameters,
        null);
  }

  /**
   * How many blocks of the kernel a multiprocessor runs side by side, by its registers and shared
   * memory; at least 1.
   */
  int occupancy(String kernel, Grid grid) {
    CUfunction function = functions.computeIfAbsent(kernel, this::find);
    int[] blocks = new int[1];
    context()
        .check(
            () ->
                JCudaDriver.cuOccupancyMaxActiveBlocksPerMultiprocessor(
                    blocks, function, grid.threads(), grid.sharedBytes()),
            "cuOccupancyMaxActiveBlocksPerMultiprocessor(%s, %d threads, %d bytes shared)",
            kernel,
            grid.threads(),
            grid.sharedBytes());
    return Math.max(1, blocks[0]);
  }

  private CUfunction find(String kernel) {
    requireOpen();
    CUfunction function = new CUfunction();
    context()
        .check(
            () -> JCudaDriver.cuModuleGetFunction(function, module, kernel),
            "cuModuleGetFunction(%s)",
            kernel);
    return function;
  }

  private static void put(ByteBuffer values, int at, Object argument) {
    if (argument instanceof Integer value) {
      values.putInt(at, value);
    } else if (argument instanceof Long value) {
      values.putLong(at, value);
    } else {
      throw new IllegalArgumentException("no kernel takes a " + argument.getClass().getName());
    }
  }

  @Override
  void free() {
    Cuda.check(JCudaDriver.cuModuleUnload(module), "cuModuleUnload");
  }

  @Override
  public String toString() {
    return "module";
  }
}
