package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Runs;
import org.ibengine.text.Text;
import org.ibengine.volume.Volume;

/** The launches of label_components.cu, in the order and with the sizes it asks for. Used once. */
final class LabelKernels {
  static final int THREADS = 256; // IB_LABEL_THREADS
  static final int TILE = 32768; // IB_LABEL_TILE
  static final int BATCH = 1024; // IB_LABEL_BATCH
  static final int SCAN_THREADS = 1024; // IB_LABEL_SCAN_THREADS
  static final int FEW = 4096; // IB_LABEL_FEW
  static final int CHUNK = 1024; // IB_LABEL_CHUNK
  private static final int CHUNK_LANES = CHUNK / 32 / 4;
  private static final int RUN_BYTES = Runs.STRIDE * Integer.BYTES;

  private final Lane lane;
  private final Volume mask;
  private final Connectivity connectivity;
  private final long voxels;
  private final long nx;
  private final long ny;
  private final long nz;

  LabelKernels(Lane lane, Volume mask, Connectivity connectivity) {
    this.lane = lane;
    this.mask = mask;
    this.connectivity = connectivity;
    this.voxels = mask.size().voxels();
    this.nx = mask.size().x();
    this.ny = mask.size().y();
    this.nz = mask.size().z();
  }

  /** Blocks until the instances are on the host. */
  Components run() {
    long tiles = groups(voxels, TILE);
    long bits = allocate(tiles * TILE / Byte.SIZE);
    long tileRuns = allocate((tiles + 1) * Integer.BYTES);
    long source = allocate(voxels);
    lane.upload(source, CudaBuffer.of(mask.data()), voxels);
    launch("label_pack", tiles, source, voxels, nx, bits, tileRuns);
    long runCount = scan(tileRuns, tiles);
    if (runCount == 0) {
      return new Components(connectivity, List.of(), new Runs(new int[0]));
    }
    requireCount(runCount);
    long runs = allocate(runCount * RUN_BYTES);
    long parent = allocate(runCount * Integer.BYTES);
    long rowFirst = allocate((ny * nz + 1) * Integer.BYTES);
    launch("label_runs", tiles, bits, voxels, nx, ny, tileRuns, runs, parent, rowFirst);
    launch(
        "label_unite",
        groups(runCount, THREADS),
        runs,
        runCount,
        rowFirst,
        ny,
        connectivity.neighbours(),
        parent);
    return number(runs, runCount, parent);
  }

  private static void requireCount(long runs) {
    if (runs > Integer.MAX_VALUE / Runs.STRIDE) {
      throw new IllegalArgumentException(
          Text.format(
              "a mask may have at most %d runs of foreground along x, has %d",
              Integer.MAX_VALUE / Runs.STRIDE, runs));
    }
  }

  private Components number(long runs, long runCount, long parent) {
    long batches = groups(runCount, BATCH);
    long batchRoots = allocate((batches + 1) * Integer.BYTES);
    launch("label_roots", batches, runCount, parent, batchRoots);
    long count = scan(batchRoots, batches);
    long rank = allocate(runCount * Integer.BYTES);
    long found = allocate(count * ComponentTable.COMPONENT_BYTES);
    launch("label_clear", batches, runCount, parent, batchRoots, rank, found);
    launch("label_measure", batches, runs, runCount, parent, rank, ny, nz, found);
    long order = allocate(count * Integer.BYTES);
    order(found, count, order);
    long components = allocate(count * ComponentTable.COMPONENT_BYTES);
    launch(
        "label_finish",
        groups(Math.max(runCount, count), THREADS),
        runCount,
        parent,
        rank,
        found,
        count,
        order,
        runs,
        components);
    int[] packed = new int[Math.toIntExact(runCount * Runs.STRIDE)];
    lane.read(runs, runCount * RUN_BYTES, part -> copy(part.bytes(), packed, part.offset()));
    ComponentTable table = new ComponentTable((int) count);
    lane.read(
        components,
        count * ComponentTable.COMPONENT_BYTES,
        part -> table.read(part.bytes(), part.offset()));
    Runs result = new Runs(packed);
    return new Components(connectivity, table.instances(result), result);
  }

  private static void copy(ByteBuffer bytes, int[] target, long offset) {
    int ints = bytes.remaining() / Integer.BYTES;
    bytes.asIntBuffer().get(target, (int) (offset / Integer.BYTES), ints);
  }

  private void order(long found, long count, long order) {
    long blocks = groups(count, THREADS);
    if (count <= FEW) {
      launch("label_order_few", blocks, found, count, order);
      return;
    }
    long chunks = groups(voxels, CHUNK);
    long marks = allocate(chunks * CHUNK / Byte.SIZE);
    long chunkMarks = allocate((chunks + 1) * Integer.BYTES);
    lane.stream().fill(marks, 0, chunks * CHUNK / Byte.SIZE);
    launch("label_order_mark", blocks, found, count, marks);
    launch("label_count_marks", groups(chunks * CHUNK_LANES, THREADS), marks, chunks, chunkMarks);
    scanOnly(chunkMarks, chunks, allocate(Long.BYTES));
    launch("label_order", blocks, found, count, marks, chunkMarks, order);
  }

  /** Sums up to each of {@code n} counts; blocks until the sum of all is known. */
  private long scan(long counts, long n) {
    long total = allocate(Long.BYTES);
    scanOnly(counts, n, total);
    return lane.read(total, Long.BYTES).getLong(0);
  }

  private void scanOnly(long counts, long n, long total) {
    lane.launch("label_scan", new Grid(1, SCAN_THREADS, 0), counts, n, total);
  }

  private void launch(String kernel, long blocks, Object... arguments) {
    lane.launch(kernel, new Grid(Math.toIntExact(blocks), THREADS, 0), arguments);
  }

  private long allocate(long sizeBytes) {
    return lane.allocate(sizeBytes).address();
  }

  private static long groups(long items, long size) {
    return (items + size - 1) / size;
  }
}
