package org.ibengine.pipeline;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.store.StoredSource;

/**
 * Which sources stay in memory: all if they fit, else those with the most patches per byte. The
 * others are mapped from disk or, where that cannot be, decoded whenever they are needed.
 *
 * @param resident one flag per source
 * @param residentBytes of the sources that stay
 * @param transientBytes the most that reading and sources decoded for a batch take besides
 */
public record Residency(boolean[] resident, long residentBytes, long transientBytes) {
  /** Training and validation may each be decoding a batch. */
  private static final int BATCHES_AT_ONCE = 2;

  /**
   * What there is room for.
   *
   * @param bytes for all sources, those that stay and those that do not
   * @param batch patches of one batch
   * @param loaders threads that read
   */
  public record Limits(long bytes, int batch, int loaders) {}

  /**
   * @param uses patches of each source in an epoch; sources without any never stay
   * @throws IllegalArgumentException if one batch cannot be decoded within the limits
   */
  public static Residency decide(List<StoredSource> sources, long[] uses, Limits limits) {
    boolean[] resident = new boolean[sources.size()];
    long reading = readingBytes(sources, uses, limits.loaders());
    long all =
        reading
            + IntStream.range(0, uses.length)
                .filter(i -> uses[i] > 0)
                .mapToLong(i -> sources.get(i).sizeBytes())
                .sum();
    long reserved =
        all <= limits.bytes()
            ? reading
            : reading + decodedBytes(sources, uses, resident, limits.batch());
    if (reserved > limits.bytes()) {
      throw new IllegalArgumentException(
          "reading and decoding for batches of %d needs %d bytes, %d are left of the memory limit; allow more memory, smaller batches or fewer threads"
              .formatted(limits.batch(), reserved, limits.bytes()));
    }
    long bytes = 0;
    for (int i : mostUsefulFirst(sources, uses)) {
      long size = sources.get(i).sizeBytes();
      if (bytes + size <= limits.bytes() - reserved) {
        resident[i] = true;
        bytes += size;
      }
    }
    long decoded = decodedBytes(sources, uses, resident, limits.batch());
    return new Residency(resident, bytes, reading + decoded);
  }

  private static List<Integer> mostUsefulFirst(List<StoredSource> sources, long[] uses) {
    return IntStream.range(0, uses.length)
        .filter(i -> uses[i] > 0)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -(double) uses[i] / sources.get(i).sizeBytes()))
        .toList();
  }

  private static long readingBytes(List<StoredSource> sources, long[] uses, int loaders) {
    return loaders
        * IntStream.range(0, uses.length)
            .filter(i -> uses[i] > 0)
            .mapToLong(i -> sources.get(i).readingBytes())
            .max()
            .orElse(0);
  }

  /** The largest sources that may have to be decoded for one batch, for all batches at once. */
  private static long decodedBytes(
      List<StoredSource> sources, long[] uses, boolean[] resident, int batch) {
    long[] sizes =
        IntStream.range(0, uses.length)
            .filter(i -> uses[i] > 0 && !resident[i] && !sources.get(i).mappable())
            .mapToLong(i -> sources.get(i).sizeBytes())
            .sorted()
            .toArray();
    long bytes = 0;
    for (int i = Math.max(0, sizes.length - batch); i < sizes.length; i++) {
      bytes += sizes[i];
    }
    return BATCHES_AT_ONCE * bytes;
  }
}
