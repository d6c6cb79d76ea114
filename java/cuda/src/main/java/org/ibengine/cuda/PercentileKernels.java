package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.ibengine.backend.PatchLayout;
import org.ibengine.backend.Percentiles;
import org.ibengine.volume.Volume;

/** The launches of percentiles.cu, in the order and with the sizes it asks for. Used once. */
final class PercentileKernels {
  static final int THREADS = 256; // IB_PERCENTILES_THREADS
  static final int SELECT_THREADS = 1024; // IB_PERCENTILES_SELECT_THREADS
  static final int DIRECT = 65_536; // IB_PERCENTILES_DIRECT
  static final int SAMPLE = 65_536; // IB_PERCENTILES_SAMPLE
  static final int DIGIT_BITS = 11; // IB_PERCENTILES_DIGIT_BITS
  static final int DIGITS = 2048; // IB_PERCENTILES_DIGITS
  static final int KEY32 = 5; // IB_UINT32
  static final int KEY64 = 8; // IB_CUDA_KEY64
  static final int SELECTION_BYTES = 32; // sizeof(ib_cuda_selection)

  /** What fits the 48 KiB of shared memory every kernel may have; CT values do. */
  static final int WINDOW = 12 * 1024;

  private final Lane lane;
  private final Volume volume;
  private final long n;
  private final int type;
  private final int voxelBytes;
  private final Grid waves;
  private long voxels;

  PercentileKernels(Lane lane, Volume volume) {
    this.lane = lane;
    this.volume = volume;
    this.n = volume.size().voxels();
    this.type = PatchLayout.code(volume.type());
    this.voxelBytes = volume.type().sizeBytes();
    this.waves = lane.waves(n, THREADS);
  }

  /** Blocks until the values are on the host. */
  Percentiles select(PercentileRanks wanted) {
    voxels = allocate(volume.sizeBytes());
    lane.upload(voxels, CudaBuffer.of(volume.data()), volume.sizeBytes());
    long[] ranks = wanted.distinct();
    long[] keys = new long[ranks.length];
    long nonFinite = voxelBytes <= 2 ? binned(ranks, keys) : searched(ranks, keys);
    double[] values = new double[wanted.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          nonFinite > 0
              ? Double.NaN
              : wanted.interpolate(
                  i, value(ranks, keys, wanted.below()[i]), value(ranks, keys, wanted.above(i)));
    }
    return new Percentiles(values, nonFinite);
  }

  private double value(long[] ranks, long[] keys, long rank) {
    return VoxelKeys.value(volume.type(), keys[Arrays.binarySearch(ranks, rank)]);
  }

  /** Voxels of 8 or 16 bits: one bin a value. */
  private long binned(long[] ranks, long[] keys) {
    int bins = 1 << voxelBytes * Byte.SIZE;
    long counts = zeros((long) bins * Long.BYTES);
    if (voxelBytes == 1) {
      lane.launch("percentiles_histogram8", waves, voxels, type, n, counts);
    } else {
      long first = allocate(Integer.BYTES);
      Grid one = new Grid(1, THREADS, 0);
      lane.launch("percentiles_window16", one, voxels, type, n, WINDOW, first);
      Grid shared = new Grid(waves.blocks(), THREADS, WINDOW * Integer.BYTES);
      lane.launch("percentiles_histogram16", shared, voxels, type, n, first, WINDOW, counts);
    }
    long found = allocate((long) ranks.length * Long.BYTES);
    Grid grid = new Grid(ranks.length, THREADS, 0);
    lane.launch("percentiles_bins", grid, counts, bins, lane.write(ranks), found);
    readKeys(found, keys);
    return 0;
  }

  private long searched(long[] ranks, long[] keys) {
    if (n <= DIRECT) {
      return direct(ranks, keys);
    }
    long sampled = Math.min(SAMPLE, n / 16);
    long sample = allocate(sampled * voxelBytes);
    Grid grid = new Grid((int) ((sampled + THREADS - 1) / THREADS), THREADS, 0);
    lane.launch("percentiles_sample", grid, voxels, type, n, sampled, sample);
    long nonFinite = 0;
    int done = 0;
    for (PercentileBrackets pass : PercentileBrackets.of(ranks, n, sampled)) {
      long[] part = new long[pass.ranks().length];
      nonFinite = bracketed(pass, sample, sampled, part);
      System.arraycopy(part, 0, keys, done, part.length);
      done += part.length;
    }
    return nonFinite;
  }

  private long direct(long[] ranks, long[] keys) {
    int brackets = PercentileBrackets.FEW;
    int countsBytes = countsBytes(brackets);
    long counts = zeros(countsBytes);
    long edges = zeros(2L * brackets * Long.BYTES);
    lane.launch("percentiles_scan", waves, voxels, type, n, edges, brackets, counts, 0L, 0L);
    long found = allocate((long) ranks.length * Long.BYTES);
    Grid grid = new Grid(ranks.length, SELECT_THREADS, 0);
    lane.launch("percentiles_select", grid, voxels, type, n, lane.write(ranks), found);
    readKeys(found, keys);
    return lane.read(counts, countsBytes).getLong(countsBytes - Long.BYTES);
  }

  /** Four counts a bracket, and last the voxels that are not finite. */
  private static int countsBytes(int brackets) {
    return (4 * brackets + 1) * Long.BYTES;
  }

  private long bracketed(PercentileBrackets pass, long sample, long sampled, long[] keys) {
    int brackets = pass.launched();
    int count = pass.ranks().length;
    long edges = zeros(2L * brackets * Long.BYTES);
    int keyType = voxelBytes == Long.BYTES ? KEY64 : KEY32;
    Grid both = new Grid(2 * pass.count(), SELECT_THREADS, 0);
    lane.launch(
        "percentiles_select", both, sample, keyType, sampled, lane.write(pass.places()), edges);
    long capacity = pass.capacity(n, sampled);
    long kept = allocate(brackets * capacity * voxelBytes);
    int countsBytes = countsBytes(brackets);
    long counts = zeros(countsBytes);
    lane.launch(
        "percentiles_scan", waves, voxels, type, n, edges, brackets, counts, kept, capacity);
    long selections = allocate((long) count * SELECTION_BYTES);
    lane.launch(
        "percentiles_resolve",
        new Grid((count + THREADS - 1) / THREADS, THREADS, 0),
        lane.write(pass.ranks()),
        lane.write(pass.bracketOf()),
        count,
        edges,
        counts,
        capacity,
        selections);
    pickDigits(selections, count, new long[] {kept, capacity, counts});
    ByteBuffer found = lane.read(selections, count * SELECTION_BYTES);
    Arrays.setAll(keys, i -> found.getLong(i * SELECTION_BYTES));
    return lane.read(counts, countsBytes).getLong(countsBytes - Long.BYTES);
  }

  /** Digit by digit from the highest, what {@code percentiles_resolve} has left open. */
  private void pickDigits(long selections, int count, long[] keptCapacityCounts) {
    long digits = zeros((long) count * DIGITS * Long.BYTES);
    Grid counting = new Grid(waves.blocks(), count, THREADS, 0);
    int bits = voxelBytes * Byte.SIZE;
    for (int shift = (bits - 1) / DIGIT_BITS * DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
      lane.launch(
          "percentiles_digit_count",
          counting,
          voxels,
          type,
          n,
          keptCapacityCounts[0],
          keptCapacityCounts[1],
          keptCapacityCounts[2],
          selections,
          shift,
          digits);
      lane.launch("percentiles_digit_pick", new Grid(count, THREADS, 0), selections, shift, digits);
    }
  }

  private void readKeys(long source, long[] keys) {
    lane.read(source, keys.length * Long.BYTES).asLongBuffer().get(keys);
  }

  private long allocate(long sizeBytes) {
    return lane.allocate(sizeBytes).address();
  }

  private long zeros(long sizeBytes) {
    long address = allocate(sizeBytes);
    lane.stream().fill(address, 0, sizeBytes);
    return address;
  }
}
