package org.ibengine.pipeline;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume.Encoding;

/**
 * Which sources stay in memory: those with the most patches per byte, as long as they fit. The
 * others are mapped from disk (volumes layout) or decoded whenever they are needed (patches
 * layout).
 *
 * @param resident one flag per source
 * @param residentBytes of the sources that stay
 * @param transientBytes the most that sources decoded for one batch take at a time
 */
public record Residency(boolean[] resident, long residentBytes, long transientBytes) {

  /**
   * @param uses patches per epoch of each source; sources without any never stay
   * @param maxBytes for all that stays
   * @param batch patches of one batch
   */
  public static Residency decide(
      List<StoredSource> sources, long[] uses, long maxBytes, int batch) {
    boolean[] resident = new boolean[sources.size()];
    long bytes = 0;
    List<Integer> mostUsefulFirst =
        IntStream.range(0, sources.size())
            .filter(i -> uses[i] > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -(double) uses[i] / sources.get(i).sizeBytes()))
            .toList();
    for (int i : mostUsefulFirst) {
      long size = sources.get(i).sizeBytes();
      if (bytes + size <= maxBytes) {
        resident[i] = true;
        bytes += size;
      }
    }
    long[] decoded =
        mostUsefulFirst.stream()
            .filter(i -> !resident[i] && !mappable(sources.get(i)))
            .mapToLong(i -> sources.get(i).sizeBytes())
            .sorted()
            .toArray();
    long transientBytes = 0;
    for (int i = Math.max(0, decoded.length - batch); i < decoded.length; i++) {
      transientBytes += decoded[i];
    }
    return new Residency(resident, bytes, transientBytes);
  }

  /** A mapping holds at most 2 GiB; larger volumes are read whenever they are needed. */
  static boolean mappable(StoredSource source) {
    return source.label().encoding() == Encoding.RAW
        && source.channels().stream()
            .allMatch(channel -> channel.volume().sizeBytes() <= Integer.MAX_VALUE);
  }
}
