package org.ibengine.cuda;

import java.nio.ByteBuffer;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Runs;
import org.ibengine.text.Text;
import org.ibengine.volume.Volume;

/**
 * The launches of label_components.cu, in the order and with the sizes it asks for. Nothing is read
 * before the last: how many runs and components there are is known on the device only, so both get
 * room at first for what masks of lesions have, and once more where that was not enough. Used once.
 */
final class LabelKernels {
  static final int THREADS = 256; // IB_LABEL_THREADS
  static final int TILE = 32768; // IB_LABEL_TILE
  static final int BATCH = 1024; // IB_LABEL_BATCH
  static final int CHUNK = 1024; // IB_LABEL_CHUNK
  static final int SCAN = 4096; // IB_LABEL_SCAN

  /** {@code sizeof(ib_cuda_label_counts)}. */
  static final int COUNTS_BYTES = 32;

  static final int RUN_COUNT = 0;
  static final int COMPONENT_COUNT = 8;
  static final int NEXT_TASK = 20;

  private static final int RUN_BYTES = Runs.STRIDE * Integer.BYTES;
  private static final int VOXELS_PER_COMPONENT = 1024; // at first
  private static final int FEWEST_RUNS = 128; // at first, where a mask can have as many
  private static final int FEWEST_COMPONENTS = 48; // the same

  private final Lane lane;
  private final Volume mask;
  private final Connectivity connectivity;
  private final long voxels;
  private final long nx;
  private final long ny;
  private final long nz;
  private final long tiles;
  private final long chunks;
  private final long scans;

  private long source;
  private long counts;
  private long tileSums; // after the counts, before scanSums
  private long scanSums;
  private long rowFirst;
  private long chunkKeys;
  private long marks;
  private DeviceBuffer runs;
  private DeviceBuffer parent;
  private DeviceBuffer components;
  private long runCapacity;
  private long componentCapacity;

  LabelKernels(Lane lane, Volume mask, Connectivity connectivity) {
    this.lane = lane;
    this.mask = mask;
    this.connectivity = connectivity;
    this.voxels = mask.size().voxels();
    this.nx = mask.size().x();
    this.ny = mask.size().y();
    this.nz = mask.size().z();
    this.tiles = groups(voxels, TILE);
    this.chunks = tiles * TILE / CHUNK;
    this.scans = groups(chunks, SCAN);
  }

  /** Blocks until the instances are on the host. */
  Components run() {
    allocate();
    lane.upload(source, CudaBuffer.of(mask.data()), voxels);
    label();
    Counts found = readCounts();
    if (found.runs() > runCapacity) {
      requireCount(found.runs());
      makeRoomForRuns(found.runs());
      label();
      found = readCounts();
    }
    if (found.components() > componentCapacity) {
      makeRoomForComponents(found.components());
      lane.stream().fill(counts + NEXT_TASK, 0, Integer.BYTES);
      measure(0);
    }
    return download(found);
  }

  private void allocate() {
    source = lane.allocate(voxels).address();
    counts = lane.allocate(zeroedBytes()).address();
    tileSums = counts + COUNTS_BYTES;
    scanSums = tileSums + tiles * Long.BYTES;
    rowFirst = lane.allocate((ny * nz + 1) * Integer.BYTES).address();
    chunkKeys = lane.allocate(chunks * Integer.BYTES).address();
    marks = lane.allocate(chunks * CHUNK / Byte.SIZE).address();
    long most = ny * nz * groups(nx, 2); // runs, and so components
    makeRoomForRuns(Math.min(most, usualRuns() + FEWEST_RUNS));
    makeRoomForComponents(Math.min(most, voxels / VOXELS_PER_COMPONENT + FEWEST_COMPONENTS));
  }

  /** One for each row, as a solid body has; less where rows are short, more where they are long. */
  private long usualRuns() {
    return Math.max(voxels / 128, Math.min(ny * nz, voxels / 32));
  }

  private long zeroedBytes() {
    return COUNTS_BYTES + (tiles + scans) * Long.BYTES;
  }

  private void makeRoomForRuns(long count) {
    lane.release(runs);
    lane.release(parent);
    runs = lane.allocate(count * RUN_BYTES);
    parent = lane.allocate(count * Integer.BYTES);
    runCapacity = count;
  }

  private void makeRoomForComponents(long count) {
    lane.release(components);
    components = lane.allocate(count * ComponentTable.COMPONENT_BYTES);
    componentCapacity = count;
  }

  private void label() {
    lane.stream().fill(counts, 0, zeroedBytes());
    launch(
        "label_runs",
        tiles,
        source,
        voxels,
        nx,
        ny,
        runCapacity,
        counts,
        tileSums,
        runs.address(),
        parent.address(),
        rowFirst,
        chunkKeys);
    launchAtOnce(
        "label_unite",
        groups(4 * runCapacity, THREADS), // a thread for each earlier neighbour of a run
        counts,
        runCapacity,
        runs.address(),
        rowFirst,
        ny,
        nz,
        connectivity.neighbours(),
        chunks,
        parent.address(),
        marks);
    launchAtOnce(
        "label_roots",
        groups(runCapacity, THREADS),
        counts,
        runCapacity,
        runs.address(),
        ny,
        nz,
        parent.address(),
        chunkKeys,
        marks);
    measure(scans);
  }

  /** {@code scansLeft} is 0 where the keys are summed already. */
  private void measure(long scansLeft) {
    launchAtOnce(
        "label_number",
        scansLeft + groups(runCapacity, BATCH),
        counts,
        runCapacity,
        componentCapacity,
        ny,
        nz,
        parent.address(),
        chunks,
        scansLeft,
        scanSums,
        chunkKeys,
        marks,
        runs.address(),
        components.address());
    launchAtOnce(
        "label_measure",
        groups(runCapacity, BATCH),
        counts,
        runCapacity,
        componentCapacity,
        parent.address(),
        runs.address(),
        components.address());
  }

  private record Counts(long runs, long components) {}

  private Counts readCounts() {
    ByteBuffer bytes = lane.read(counts, COUNTS_BYTES);
    return new Counts(bytes.getLong(RUN_COUNT), bytes.getLong(COMPONENT_COUNT));
  }

  private static void requireCount(long runs) {
    if (runs > Integer.MAX_VALUE / Runs.STRIDE) {
      throw new IllegalArgumentException(
          Text.format(
              "a mask may have at most %d runs of foreground along x, has %d",
              Integer.MAX_VALUE / Runs.STRIDE, runs));
    }
  }

  private Components download(Counts found) {
    int[] packed = new int[Math.toIntExact(found.runs() * Runs.STRIDE)];
    lane.read(
        runs.address(),
        found.runs() * RUN_BYTES,
        part -> copy(part.bytes(), packed, part.offset()));
    ComponentTable table = new ComponentTable((int) found.components());
    lane.read(
        components.address(),
        found.components() * ComponentTable.COMPONENT_BYTES,
        part -> table.read(part.bytes(), part.offset()));
    Runs result = new Runs(packed);
    return new Components(connectivity, table.instances(result), result);
  }

  private static void copy(ByteBuffer bytes, int[] target, long offset) {
    int ints = bytes.remaining() / Integer.BYTES;
    bytes.asIntBuffer().get(target, (int) (offset / Integer.BYTES), ints);
  }

  private void launch(String kernel, long blocks, Object... arguments) {
    lane.launch(kernel, new Grid(Math.toIntExact(blocks), THREADS, 0), arguments);
  }

  /** At most as many blocks as run at once: they go on until nothing is left to do. */
  private void launchAtOnce(String kernel, long blocks, Object... arguments) {
    launch(kernel, Math.min(blocks, lane.blocksAtOnce()), arguments);
  }

  private static long groups(long items, long size) {
    return (items + size - 1) / size;
  }
}
