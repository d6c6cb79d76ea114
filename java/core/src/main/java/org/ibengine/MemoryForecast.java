package org.ibengine;

/**
 * What an engine will take, known before the first batch.
 *
 * @param volumeBytes of volumes that stay in host memory
 * @param transientBytes the most that is taken besides: by reading, by what is read for one batch
 *     only, by what is on its way to a device, and by warps and changes of intensities
 * @param ringBytes of batches in host memory, for each rank of this process: the options' {@code
 *     prefetch}, and two more once a validation was opened; if batches lie on a device, of
 *     coordinates on their way there, else 0
 * @param sourcesOnDisk how many sources are read from disk again and again instead
 * @param device what the engine takes of a device's memory
 */
public record MemoryForecast(
    long volumeBytes, long transientBytes, long ringBytes, int sourcesOnDisk, OnDevice device) {

  /**
   * Memory of a device; the driver rounds each piece of it up.
   *
   * @param volumeBytes of volumes that stay there
   * @param ringBytes of batches, as in host memory
   * @param launchBytes of what filling them needs besides, however far the device lags: for each, a
   *     list of patches or, if that is more, 8 bytes for each instance of a weighted patch
   */
  public record OnDevice(long volumeBytes, long ringBytes, long launchBytes) {
    static final OnDevice NONE = new OnDevice(0, 0, 0);

    OnDevice withVolumes(long bytes) {
      return new OnDevice(bytes, ringBytes, launchBytes);
    }

    /** All of it, except what labelling takes (see {@link EngineOptions#maxDeviceMemory}). */
    public long totalBytes() {
      return volumeBytes + ringBytes + launchBytes;
    }
  }

  /** The same with so many transient bytes more. */
  MemoryForecast plus(long bytes) {
    return new MemoryForecast(
        volumeBytes, transientBytes + bytes, ringBytes, sourcesOnDisk, device);
  }

  /** All host memory; apart from the Java heap, never more than this is taken. */
  public long totalBytes() {
    return volumeBytes + transientBytes + ringBytes;
  }
}
