package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.ibengine.backend.PatchLayout;
import org.ibengine.backend.Percentiles;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** The launches of percentiles.cu, in the order and with the sizes it asks for. Used once. */
final class PercentileKernels {
  static final int THREADS = 256; // IB_PERCENTILES_THREADS
  static final int SELECT_THREADS = 1024; // IB_PERCENTILES_SELECT_THREADS
  static final int DIRECT = 65_536; // IB_PERCENTILES_DIRECT
  static final int SAMPLE = 16_384; // IB_PERCENTILES_SAMPLE
  static final int DIGIT_BITS = 11; // IB_PERCENTILES_DIGIT_BITS
  static final int DIGITS = 2048; // IB_PERCENTILES_DIGITS
  static final int BITS16 = 3; // IB_UINT16
  static final int KEY32 = 5; // IB_UINT32
  static final int KEY64 = 64; // IB_CUDA_KEY64
  static final int SELECTION_BYTES = 32; // sizeof(ib_cuda_selection)

  /** 32 KiB of shared memory, of which a multiprocessor has several; CT values fit in. */
  static final int WINDOW = 8 * 1024;

  /** Kept keys to a thread: each block counts 2048 digits of its own, which must be worth it. */
  private static final int KEYS_PER_THREAD = 64;

  private static final int ALL_ONES = 0xff; // a byte

  private final Lane lane;
  private final Volume volume;
  private final long n;
  private final int type;
  private final int voxelBytes;
  private long voxels;

  PercentileKernels(Lane lane, Volume volume) {
    this.lane = lane;
    this.volume = volume;
    this.n = volume.size().voxels();
    this.type = PatchLayout.code(volume.type());
    this.voxelBytes = volume.type().sizeBytes();
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
      lane.launch(
          "percentiles_histogram8", wave("percentiles_histogram8"), voxels, type, n, counts);
    } else {
      count16(counts);
    }
    if (volume.type() == VoxelType.FLOAT16) {
      Float16Bins found = new Float16Bins(lane.read(counts, bins * Long.BYTES).asLongBuffer());
      found.findKeys(ranks, keys);
      return found.nonFinite();
    }
    long found = allocate((long) ranks.length * Long.BYTES);
    Grid grid = new Grid(ranks.length, THREADS, 0);
    lane.launch("percentiles_bins", grid, counts, bins, lane.write(ranks), found);
    readKeys(found, keys);
    return 0;
  }

  private void count16(long counts) {
    int counted = volume.type() == VoxelType.FLOAT16 ? BITS16 : type;
    long first = allocate(Integer.BYTES);
    Grid one = new Grid(1, THREADS, 0);
    lane.launch("percentiles_window16", one, voxels, counted, n, WINDOW, first);
    // To empty and add up a block's counters takes as long as 50,000 voxels.
    Grid shape = new Grid(1, THREADS, WINDOW * Integer.BYTES);
    Grid shared = lane.wave("percentiles_histogram16", n / 4, shape);
    lane.launch("percentiles_histogram16", shared, voxels, counted, n, first, WINDOW, counts);
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
    scan(noEdges(brackets), brackets, new long[] {0, 0, counts});
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
    long edges = noEdges(brackets);
    int keyType = voxelBytes == Long.BYTES ? KEY64 : KEY32;
    Grid both = new Grid(2 * pass.count(), SELECT_THREADS, 0);
    lane.launch(
        "percentiles_select", both, sample, keyType, sampled, lane.write(pass.places()), edges);
    long capacity = pass.capacity(n, sampled);
    long kept = allocate(brackets * capacity * voxelBytes);
    int countsBytes = countsBytes(brackets);
    long counts = zeros(countsBytes);
    long[] found = {kept, capacity, counts};
    scan(edges, brackets, found);
    long selections = allocate(2L * count * SELECTION_BYTES);
    lane.launch(
        "percentiles_resolve",
        new Grid((count + THREADS - 1) / THREADS, THREADS, 0),
        lane.write(pass.ranks()),
        lane.write(pass.bracketOf()),
        type,
        count,
        edges,
        counts,
        capacity,
        selections);
    ByteBuffer selected = lane.read(pickDigits(selections, count, found), count * SELECTION_BYTES);
    Arrays.setAll(keys, i -> selected.getLong(i * SELECTION_BYTES));
    return lane.read(counts, countsBytes).getLong(countsBytes - Long.BYTES);
  }

  private void scan(long edges, int brackets, long[] keptCapacityCounts) {
    String kernel = brackets == PercentileBrackets.FEW ? "percentiles_scan2" : "percentiles_scan4";
    lane.launch(
        kernel,
        wave(kernel),
        voxels,
        type,
        n,
        edges,
        keptCapacityCounts[2],
        keptCapacityCounts[0],
        keptCapacityCounts[1]);
  }

  /** Of brackets that hold nothing a volume is likely to hold. */
  private long noEdges(int brackets) {
    long sizeBytes = 2L * brackets * Long.BYTES;
    long edges = allocate(sizeBytes);
    lane.stream().fill(edges, ALL_ONES, sizeBytes);
    return edges;
  }

  private Grid digitGrid(int count, long capacity) {
    Grid most = lane.wave("percentiles_digit_count", n, new Grid(1, count, THREADS, 0));
    long each = THREADS * KEYS_PER_THREAD;
    int blocks = (int) Math.min(most.blocks(), Math.max(1, (capacity + each - 1) / each));
    return new Grid(blocks, count, THREADS, 0);
  }

  /**
   * Digit by digit from the highest, what {@code percentiles_resolve} has left open. Where the
   * selections are that were written last: rounds go from one half of them to the other and back.
   */
  private long pickDigits(long selections, int count, long[] keptCapacityCounts) {
    long digits = zeros((long) count * DIGITS * Long.BYTES);
    Grid counting = digitGrid(count, keptCapacityCounts[1]);
    long otherHalf = (long) count * SELECTION_BYTES;
    long found = selections;
    for (int bits = voxelBytes * Byte.SIZE; bits > 0; bits -= DIGIT_BITS) {
      long sought = found;
      found = sought == selections ? selections + otherHalf : selections;
      lane.launch(
          "percentiles_digit_count",
          counting,
          voxels,
          type,
          n,
          keptCapacityCounts[0],
          keptCapacityCounts[1],
          keptCapacityCounts[2],
          sought,
          digits);
      Grid picking = new Grid(count, THREADS, 0);
      lane.launch("percentiles_digit_pick", picking, sought, found, count, digits);
    }
    return found;
  }

  private Grid wave(String kernel) {
    return lane.wave(kernel, n, new Grid(1, THREADS, 0));
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
