package org.ibengine.backend;

/** A provider with a choice of devices; {@link #open(int)} uses the first usable one. */
public interface DeviceBackendProvider extends BackendProvider {
  /** How many devices there are; 0 if the backend is unavailable. */
  int deviceCount();

  /**
   * @param threads the most threads of the host one operation uses, at least 1
   * @param device from 0 to {@link #deviceCount} − 1
   * @throws IllegalArgumentException if there is no such device
   * @throws org.ibengine.error.BackendUnavailableException with the reason
   */
  DeviceBackend open(int threads, int device);
}
