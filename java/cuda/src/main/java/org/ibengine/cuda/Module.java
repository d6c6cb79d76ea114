package org.ibengine.cuda;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** Owns the kernels, loaded into one context. Thread-safe. */
final class Module extends Owner {
  private final CUmodule module;
  private final Map<String, CUfunction> functions = new ConcurrentHashMap<>();

  private Module(Context context, CUmodule module) {
    super(context);
    this.module = module;
  }

  static Module load(Context context, byte[] image) {
    CUmodule module = new CUmodule();
    context.enter();
    Cuda.check(
        JCudaDriver.cuModuleLoadData(module, image), "cuModuleLoadData(%d bytes)", image.length);
    return new Module(context, module);
  }

  /**
   * Queues a kernel.
   *
   * @param arguments Integer, Long, Float or Double, of the types of the kernel's parameters
   */
  void launch(Stream stream, String kernel, Grid grid, Object... arguments) {
    Pointer[] pointers = new Pointer[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      pointers[i] = pointer(arguments[i]);
    }
    CUfunction function = functions.computeIfAbsent(kernel, this::find);
    context().enter();
    Cuda.check(
        JCudaDriver.cuLaunchKernel(
            function,
            grid.blocks(),
            grid.rows(),
            1,
            grid.threads(),
            1,
            1,
            grid.sharedBytes(),
            stream.stream(),
            Pointer.to(pointers),
            null),
        "cuLaunchKernel(%s, %d by %d blocks of %d threads, %d bytes shared)",
        kernel,
        grid.blocks(),
        grid.rows(),
        grid.threads(),
        grid.sharedBytes());
  }

  private CUfunction find(String kernel) {
    requireOpen();
    CUfunction function = new CUfunction();
    context().enter();
    Cuda.check(
        JCudaDriver.cuModuleGetFunction(function, module, kernel),
        "cuModuleGetFunction(%s)",
        kernel);
    return function;
  }

  private static Pointer pointer(Object argument) {
    if (argument instanceof Integer value) {
      return Pointer.to(new int[] {value});
    }
    if (argument instanceof Long value) {
      return Pointer.to(new long[] {value});
    }
    if (argument instanceof Float value) {
      return Pointer.to(new float[] {value});
    }
    if (argument instanceof Double value) {
      return Pointer.to(new double[] {value});
    }
    throw new IllegalArgumentException("no kernel takes a " + argument.getClass().getName());
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
