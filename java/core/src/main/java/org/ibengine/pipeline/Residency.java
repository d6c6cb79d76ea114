package org.ibengine.pipeline;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.Size3;

/**
 * Which sources stay in memory: all if they fit, else those with the most patches per byte. The
 * others are read again whenever they are needed: the rows of the patch (volumes layout) or the
 * stored patch (patches layout).
 *
 * @param resident one flag per source
 * @param residentBytes of the sources that stay
 * @param transientBytes the most that reading and what is read for a batch only take besides
 * @param keepsAll true if no source that is used has to be read again
 */
public record Residency(
    boolean[] resident, long residentBytes, long transientBytes, boolean keepsAll) {
  /** Training and validation may each be reading for a batch. */
  private static final int BATCHES_AT_ONCE = 2;

  /**
   * What there is room for.
   *
   * @param bytes for all sources, those that stay and those that do not
   * @param batch patches of one batch
   * @param patch size of a patch
   * @param loaders threads that read
   * @param batchesAtOnce how many batches' own sources are in memory together
   */
  public record Limits(long bytes, int batch, Size3 patch, int loaders, int batchesAtOnce) {
    public Limits(long bytes, int batch, Size3 patch, int loaders) {
      this(bytes, batch, patch, loaders, BATCHES_AT_ONCE);
    }

    /** What volumes that pass through leave. */
    Limits less(long passing, int readers) {
      if (passing > bytes) {
        throw new IllegalArgumentException(
            "volumes on their way to the device need %d bytes of host memory, %d are allowed; allow more memory or fewer threads"
                .formatted(passing, bytes));
      }
      return new Limits(bytes - passing, batch, patch, readers, batchesAtOnce);
    }
  }

  /**
   * @param uses patches of each source in an epoch; sources without any never stay
   * @throws IllegalArgumentException if one batch cannot be read within the limits
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
        all <= limits.bytes() ? reading : reading + onceBytes(sources, uses, resident, limits);
    if (reserved > limits.bytes()) {
      throw new IllegalArgumentException(
          "reading for batches of %d needs %d bytes, %d are left of the memory limit; allow more memory, smaller batches or fewer threads"
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
    long once = onceBytes(sources, uses, resident, limits);
    return new Residency(resident, bytes, reading + once, once == 0);
  }

  /** Sources that are used, those with the most patches per byte first. */
  static List<Integer> mostUsefulFirst(List<StoredSource> sources, long[] uses) {
    return IntStream.range(0, uses.length)
        .filter(i -> uses[i] > 0)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -(double) uses[i] / sources.get(i).sizeBytes()))
        .toList();
  }

  /** What reading takes besides the volumes. */
  static long readingBytes(List<StoredSource> sources, long[] uses, int loaders) {
    return loaders
        * IntStream.range(0, uses.length)
            .filter(i -> uses[i] > 0)
            .mapToLong(i -> sources.get(i).readingBytes())
            .max()
            .orElse(0);
  }

  /** What all batches under way together may have to read at most, beyond the sources that stay. */
  private static long onceBytes(
      List<StoredSource> sources, long[] uses, boolean[] resident, Limits limits) {
    int batch = limits.batch();
    long[] sizes =
        IntStream.range(0, uses.length)
            .filter(i -> uses[i] > 0 && !resident[i])
            .mapToObj(sources::get)
            // Each patch of a sliceable source may need rows of its own.
            .flatMapToLong(
                source ->
                    LongStream.generate(() -> source.patchBytes(limits.patch()))
                        .limit(source.sliceable() ? batch : 1))
            .sorted()
            .toArray();
    long bytes = 0;
    for (int i = Math.max(0, sizes.length - batch); i < sizes.length; i++) {
      bytes += sizes[i];
    }
    return limits.batchesAtOnce() * bytes;
  }
}
