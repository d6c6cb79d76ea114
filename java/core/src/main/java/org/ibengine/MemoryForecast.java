package org.ibengine;

/**
 * What an engine will take, known before the first batch.
 *
 * @param volumeBytes of volumes that stay in memory
 * @param transientBytes the most that reading, and stored patches decoded for a batch, take besides
 * @param ringBytes of batch memory: the options' {@code prefetch}, and two more once a validation
 *     was opened
 * @param mappedSources how many sources are read from disk again and again instead
 */
public record MemoryForecast(
    long volumeBytes, long transientBytes, long ringBytes, int mappedSources) {

  /** All of it; what is taken never exceeds it, the Java heap and mapped pages apart. */
  public long totalBytes() {
    return volumeBytes + transientBytes + ringBytes;
  }
}
