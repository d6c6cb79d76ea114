package org.ibengine.backend;

/** Batches in the memory of a device, which other processes that use the device open there. */
public non-sealed interface DeviceSharing extends BatchSharing {
  /**
   * A share of that device; the caller closes it.
   *
   * @param device from 0
   * @throws org.ibengine.error.BackendUnavailableException if there is no such device, or this one
   *     cannot be shared
   */
  DeviceShare open(int device);
}
