package org.ibengine.cuda;

import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;

/** Addresses as {@code long}, in the types that JCuda wants and hides them in. */
final class Address extends Pointer {
  private static final CUdeviceptr DEVICE_ZERO = new CUdeviceptr();

  /** Receives an address from the driver. */
  Address() {}

  private Address(long value) {
    super(value);
  }

  long value() {
    return getNativePointer();
  }

  static Pointer host(long address) {
    return new Address(address);
  }

  static CUdeviceptr device(long address) {
    return DEVICE_ZERO.withByteOffset(address);
  }

  /** Receives a device address from the driver. */
  static final class OfDevice extends CUdeviceptr {
    long value() {
      return getNativePointer();
    }
  }

  /** Receives a stream from the driver. */
  static final class OfStream extends jcuda.driver.CUstream {
    long value() {
      return getNativePointer();
    }
  }

  /** Receives an event from the driver. */
  static final class OfEvent extends jcuda.driver.CUevent {
    long value() {
      return getNativePointer();
    }
  }
}
