package org.ibengine.examples.logistic;

import com.sun.jna.NativeLibrary;
import java.util.Optional;

/** Asks for cuBLAS 12 before JCuda's binding of it is touched, which needs just that version. */
final class CublasLibrary {
  static final String NAME = "libcublas.so.12";

  private CublasLibrary() {}

  /** Why cuBLAS cannot be used; empty if {@code library} can be loaded. */
  static Optional<String> unavailableReason(String library) {
    try {
      NativeLibrary.getInstance(library);
      return Optional.empty();
    } catch (UnsatisfiedLinkError e) {
      return Optional.of(
          ("cuBLAS 12 is needed and %s cannot be loaded; install the cuBLAS of CUDA 12 (for that of"
                  + " CUDA 13, README.md makes a shim) and put its folder on LD_LIBRARY_PATH")
              .formatted(library));
    }
  }
}
