package org.ibengine;

/**
 * What an engine will take, known before the first batch.
 *
 * @param volumeBytes of volumes that stay in memory
 * @param transientBytes the most that reading, and what is read for one batch only, take besides
 * @param ringBytes of batch memory: the options' {@code prefetch}, and two more once a validation
 *     was opened
 * @param sourcesOnDisk how many sources are read from disk again and again instead
 */
public record MemoryForecast(
    long volumeBytes, long transientBytes, long ringBytes, int sourcesOnDisk) {

  /** All of it; what is taken never exceeds it, the Java heap apart. */
  public long totalBytes() {
    return volumeBytes + transientBytes + ringBytes;
  }
}
