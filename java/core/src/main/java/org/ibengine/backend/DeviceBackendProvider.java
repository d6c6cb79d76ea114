package org.ibengine.backend;

/** A provider that has a choice of devices; {@link #open(int)} takes the first usable. */
public interface DeviceBackendProvider extends BackendProvider {
  /** How many devices there are; 0 where the backend is unavailable. */
  int deviceCount();

  /**
   * @param threads the most threads of the host one operation uses, at least 1
   * @param device from 0 to {@link #deviceCount} − 1
   * @throws IllegalArgumentException if there is no such device
   * @throws org.ibengine.error.BackendUnavailableException with the reason
   */
  DeviceBackend open(int threads, int device);
}
