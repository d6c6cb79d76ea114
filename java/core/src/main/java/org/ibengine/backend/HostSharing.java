package org.ibengine.backend;

/** Batches in host memory, which other processes map. Thread-safe. */
public non-sealed interface HostSharing extends BatchSharing {
  /**
   * Empty memory, whose buffers the backend takes as its own; the caller closes it.
   *
   * @throws org.ibengine.error.IbException if the system refuses
   */
  SharedMemory newMemory();
}
