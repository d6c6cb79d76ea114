package org.ibengine;

/**
 * What an engine will take, known before the first batch.
 *
 * @param volumeBytes of volumes that stay in memory
 * @param transientBytes the most that stored patches decoded for one batch take at a time
 * @param ringBytes of batch memory
 * @param mappedSources how many sources are read from disk again and again instead
 */
public record MemoryForecast(
    long volumeBytes, long transientBytes, long ringBytes, int mappedSources) {

  public long totalBytes() {
    return volumeBytes + transientBytes + ringBytes;
  }
}
