package org.ibengine.cuda;

import jcuda.driver.JCudaDriver;
import org.ibengine.error.BackendFailureException;
import org.ibengine.text.Text;

/** Turns the driver's status codes into exceptions; JCuda's own are off. */
final class Cuda {
  static final int SUCCESS = 0;
  static final int OUT_OF_MEMORY = 2;
  static final int NOT_FOUND = 500;
  static final int NOT_READY = 600;

  private Cuda() {}

  /**
   * @param call the call and its sizes, formatted only on failure
   * @throws BackendFailureException unless {@code status} is success
   */
  static void check(int status, String call, Object... sizes) {
    if (status != SUCCESS) {
      throw new BackendFailureException(Text.format(call, sizes), status, errorName(status));
    }
  }

  private static String errorName(int status) {
    String[] name = new String[1];
    return JCudaDriver.cuGetErrorName(status, name) == SUCCESS ? name[0] : "unknown CUDA error";
  }
}
