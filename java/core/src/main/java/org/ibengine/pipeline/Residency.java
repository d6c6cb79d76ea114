package org.ibengine.pipeline;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ibengine.store.StoredSource;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Sums;

/**
 * Which sources stay in memory: all if they fit, else those with the most patches per byte. The
 * others are read again whenever they are needed: the rows of the patch (volumes layout) or the
 * stored patch (patches layout).
 *
 * @param resident one flag per source
 * @param residentBytes of the sources that stay, and of instance maps, which all do
 * @param transientBytes the most that is taken besides, by reading and by what is read for one
 *     batch only
 * @param keepsAll true if no source that is used has to be read again
 * @param tiles of sources that do not stay whole: which tiles stay; null where none do
 * @param tileBytes of {@code residentBytes}, for those tiles
 * @param startBytes the most that the rows for all batches under way take before anything has been
 *     read; 0 if batches wait for whole sources at the start
 */
public record Residency(
    boolean[] resident,
    long residentBytes,
    long transientBytes,
    boolean keepsAll,
    BitSet[] tiles,
    long tileBytes,
    long startBytes) {
  /** Training and validation may each be reading for a batch. */
  private static final int BATCHES_AT_ONCE = 2;

  /** No tiles stay, and batches wait for whole sources at the start. */
  Residency(boolean[] resident, long residentBytes, long transientBytes, boolean keepsAll) {
    this(resident, residentBytes, transientBytes, keepsAll, new BitSet[resident.length], 0, 0);
  }

  /**
   * The limits to decide within.
   *
   * @param bytes for all sources, whether they stay or not
   * @param batch patches of one batch, over all ranks of this process
   * @param patch size of a patch
   * @param loaders threads that read
   * @param batchesAtOnce how many batches' own sources are in memory together
   */
  public record Limits(long bytes, long batch, Size3 patch, int loaders, int batchesAtOnce) {
    public Limits(long bytes, long batch, Size3 patch, int loaders) {
      this(bytes, batch, patch, loaders, BATCHES_AT_ONCE);
    }

    /** What volumes that pass through leave. */
    Limits less(long passing, int readers) {
      if (passing > bytes) {
        throw new IllegalArgumentException(
            Text.format(
                "volumes on their way to the device need %d bytes of host memory, but %d are allowed; allow more memory or fewer threads",
                passing, bytes));
      }
      return new Limits(bytes - passing, batch, patch, readers, batchesAtOnce);
    }
  }

  /**
   * @param uses patches of each source in an epoch; sources without any never stay
   * @throws IllegalArgumentException if one batch cannot be read within the limits
   */
  public static Residency decide(List<StoredSource> sources, long[] uses, Limits limits) {
    return decide(sources, uses, limits, () -> null);
  }

  /**
   * As {@link #decide(List, long[], Limits)}; of packed sources that do not stay whole, tiles may.
   *
   * @param demand asked for only if not everything fits; gives null if no tiles are to stay
   */
  public static Residency decide(
      List<StoredSource> sources, long[] uses, Limits limits, Supplier<TileDemand> demand) {
    boolean[] resident = new boolean[sources.size()];
    long maps = mapBytes(sources, uses);
    long left = limits.bytes() - maps;
    long reading = readingBytes(sources, uses, limits.loaders());
    long all = Sums.sum(reading, used(sources, uses).mapToLong(StoredSource::loadedBytes).sum());
    long reserved =
        all <= left ? reading : Sums.sum(reading, onceBytes(sources, uses, resident, limits));
    if (reserved > left) {
      throw new IllegalArgumentException(
          Text.format(
              "reading for batches of %d needs %s bytes, %d of them for instance maps, but %d are left of the memory limit; allow more memory, smaller batches or fewer threads",
              limits.batch(), Sums.text(Sums.sum(maps, reserved)), maps, limits.bytes()));
    }
    TileChoice choice = choose(sources, uses, limits, left - reserved, all <= left ? null : demand);
    resident = choice.whole();
    long bytes = choice.wholeBytes() + choice.tileBytes();
    long once = onceBytes(sources, uses, resident, limits);
    boolean sliceable = used(sources, uses).allMatch(StoredSource::sliceable);
    long start = sliceable ? onceBytes(sources, uses, new boolean[uses.length], limits) : 0;
    return new Residency(
        resident,
        bytes + maps,
        reading + once,
        once == 0,
        choice.tiles(),
        choice.tileBytes(),
        start);
  }

  /**
   * @param demand null if all fit
   */
  private static TileChoice choose(
      List<StoredSource> sources,
      long[] uses,
      Limits limits,
      long room,
      Supplier<TileDemand> demand) {
    TileDemand tiles = demand == null ? null : demand.get();
    if (tiles != null
        && IntStream.range(0, uses.length).anyMatch(i -> uses[i] > 0 && tiles.has(i))) {
      return TileChoice.choose(sources, uses, tiles, limits.patch(), room);
    }
    boolean[] whole = new boolean[uses.length];
    long bytes = 0;
    for (int i : mostUsefulFirst(sources, uses, StoredSource::loadedBytes)) {
      long size = sources.get(i).loadedBytes();
      if (bytes + size <= room) {
        whole[i] = true;
        bytes += size;
      }
    }
    return new TileChoice(whole, new BitSet[uses.length], bytes, 0);
  }

  /** Of the instance maps of sources that are used. */
  static long mapBytes(List<StoredSource> sources, long[] uses) {
    return used(sources, uses).mapToLong(InstanceMaps::mapBytes).sum();
  }

  private static Stream<StoredSource> used(List<StoredSource> sources, long[] uses) {
    return IntStream.range(0, uses.length).filter(i -> uses[i] > 0).mapToObj(sources::get);
  }

  /** Sources that are used, those with the most patches per byte first. */
  static List<Integer> mostUsefulFirst(
      List<StoredSource> sources, long[] uses, ToLongFunction<StoredSource> bytes) {
    return IntStream.range(0, uses.length)
        .filter(i -> uses[i] > 0)
        .boxed()
        .sorted(
            Comparator.comparingDouble(i -> -(double) uses[i] / bytes.applyAsLong(sources.get(i))))
        .toList();
  }

  /** The least that {@link #decide} needs, whatever the limit. */
  static long leastBytes(List<StoredSource> sources, long[] uses, Limits limits) {
    long loaded = used(sources, uses).mapToLong(StoredSource::loadedBytes).sum();
    long once = onceBytes(sources, uses, new boolean[uses.length], limits);
    long reading = readingBytes(sources, uses, limits.loaders());
    return Sums.sum(mapBytes(sources, uses), Sums.sum(reading, Math.min(loaded, once)));
  }

  /** What reading takes besides the volumes. */
  static long readingBytes(List<StoredSource> sources, long[] uses, int loaders) {
    long each = used(sources, uses).mapToLong(StoredSource::readingBytes).max().orElse(0);
    long map = used(sources, uses).mapToLong(InstanceMaps::makingBytes).max().orElse(0);
    return Sums.sum(Sums.product(loaders, each), map); // maps are made one at a time
  }

  /** What all batches under way together may have to read at most, beyond the sources that stay. */
  private static long onceBytes(
      List<StoredSource> sources, long[] uses, boolean[] resident, Limits limits) {
    List<StoredSource> largestFirst =
        IntStream.range(0, uses.length)
            .filter(i -> uses[i] > 0 && !resident[i])
            .mapToObj(sources::get)
            .sorted(Comparator.comparingLong(source -> -source.patchBytes(limits.patch())))
            .toList();
    long bytes = 0;
    long left = limits.batch();
    for (StoredSource source : largestFirst) {
      // Each patch of a sliceable source may need rows of its own.
      long patches = source.sliceable() ? left : Math.min(left, 1);
      bytes = Sums.sum(bytes, Sums.product(patches, source.patchBytes(limits.patch())));
      left -= patches;
    }
    return Sums.product(limits.batchesAtOnce(), bytes);
  }
}
