package org.ibengine;

/**
 * What an engine will take, known before the first batch.
 *
 * @param volumeBytes of volumes that stay in host memory
 * @param transientBytes the most that reading, what is read for one batch only and what is on its
 *     way to a device take besides
 * @param ringBytes of batches in host memory, for each rank of this process: the options' {@code
 *     prefetch}, and where there is a validation two more once it was opened; where batches lie on
 *     a device, of coordinates on their way there, 0 without
 * @param sourcesOnDisk how many sources are read from disk again and again instead
 * @param device what it takes of a device's memory
 */
public record MemoryForecast(
    long volumeBytes, long transientBytes, long ringBytes, int sourcesOnDisk, OnDevice device) {

  /**
   * Memory of a device; the driver rounds each piece of it up.
   *
   * @param volumeBytes of volumes that stay there
   * @param ringBytes of batches, as in host memory
   * @param launchBytes of what filling them needs besides, however far the device is behind: for
   *     each, a list of patches, or 8 bytes for each instance of a patch that is weighed if that is
   *     more
   */
  public record OnDevice(long volumeBytes, long ringBytes, long launchBytes) {
    static final OnDevice NONE = new OnDevice(0, 0, 0);

    OnDevice withVolumes(long bytes) {
      return new OnDevice(bytes, ringBytes, launchBytes);
    }

    /** All of it, what labelling takes (see {@link EngineOptions#maxDeviceMemory}) apart. */
    public long totalBytes() {
      return volumeBytes + ringBytes + launchBytes;
    }
  }

  /** All of the host's; what is taken never exceeds it, the Java heap apart. */
  public long totalBytes() {
    return volumeBytes + transientBytes + ringBytes;
  }
}
