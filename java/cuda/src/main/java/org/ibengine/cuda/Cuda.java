package org.ibengine.cuda;

import java.util.Set;
import jcuda.driver.JCudaDriver;
import org.ibengine.error.BackendFailureException;
import org.ibengine.text.Text;

/** Turns the driver's status codes into exceptions; JCuda's own are off. */
final class Cuda {
  static final int SUCCESS = 0;
  static final int OUT_OF_MEMORY = 2;
  static final int NOT_FOUND = 500;
  static final int NOT_READY = 600;

  /** What CUDA documents of each: the process must be ended and started anew. */
  private static final Set<Integer> LOST =
      Set.of(
          214, // ECC_UNCORRECTABLE
          220, // NVLINK_UNCORRECTABLE
          226, // CONTAINED
          700, // ILLEGAL_ADDRESS
          702, // LAUNCH_TIMEOUT
          710, // ASSERT
          714, // HARDWARE_STACK_ERROR
          715, // ILLEGAL_INSTRUCTION
          716, // MISALIGNED_ADDRESS
          717, // INVALID_ADDRESS_SPACE
          718, // INVALID_PC
          719, // LAUNCH_FAILED
          721); // TENSOR_MEMORY_LEAK

  private static final String REMEDY =
      "this process cannot use the GPU any more: start it anew, no other call helps";

  private Cuda() {}

  /**
   * @param call the call and its sizes, formatted only on failure
   * @throws BackendFailureException unless {@code status} is success; it says so where the process
   *     has lost the device for good
   */
  static void check(int status, String call, Object... sizes) {
    if (LOST.contains(status)) {
      throw new BackendFailureException(
          Text.format(call, sizes), status, errorName(status), REMEDY);
    }
    if (status != SUCCESS) {
      throw new BackendFailureException(Text.format(call, sizes), status, errorName(status));
    }
  }

  private static String errorName(int status) {
    String[] name = new String[1];
    return JCudaDriver.cuGetErrorName(status, name) == SUCCESS ? name[0] : "unknown CUDA error";
  }
}
