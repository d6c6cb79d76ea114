package org.ibengine.volume;

import java.util.Arrays;
import java.util.Objects;
import org.ibengine.text.Text;

/**
 * A set of voxels of a grid, held as runs of consecutive indices in memory order (x fastest, then
 * y, then z). Voxels are numbered by rank in that order. A run takes two to six bytes whatever its
 * length, so a set of hundreds of millions takes little where they lie together; the voxel of a
 * rank is found in logarithmic time. Immutable, so thread-safe.
 */
public final class IndexRuns {
  /** Runs between two entries of the table by which a rank is found. */
  private static final int STEP = 64;

  /** Takes a run of consecutive indices. */
  public interface RunVisitor {
    /**
     * @param begin index of the first voxel
     * @param end after the last one
     */
    void run(long begin, long end);
  }

  private final Size3 grid;
  private final byte[] coded; // of each run: voxels left out before it, its length
  private final long size;
  private final long[] ranks; // of the first voxel of every STEP-th run
  private final long[] ends; // where the run before it ended
  private final int[] offsets; // of that run in coded

  private IndexRuns(Size3 grid, byte[] coded) {
    this.grid = grid;
    this.coded = coded;
    int runs = countRuns(coded);
    int entries = (runs + STEP - 1) / STEP;
    ranks = new long[entries];
    ends = new long[entries];
    offsets = new int[entries];
    size = fill(grid.voxels());
  }

  /** Each number ends with a byte below 128; a run has two. */
  private static int countRuns(byte[] coded) {
    int numbers = 0;
    for (byte one : coded) {
      numbers += one >= 0 ? 1 : 0;
    }
    if (numbers % 2 != 0 || (coded.length > 0 && coded[coded.length - 1] < 0)) {
      throw new IllegalArgumentException("the bytes of runs end within a run");
    }
    return numbers / 2;
  }

  /** Fills the tables; the voxels of all runs together. */
  private long fill(long voxels) {
    RunReader reader = new RunReader(coded, 0, 0);
    long total = 0;
    for (int run = 0; reader.hasNext(); run++) {
      if (run % STEP == 0) {
        ranks[run / STEP] = total;
        ends[run / STEP] = reader.end();
        offsets[run / STEP] = reader.at();
      }
      reader.next();
      // Both are below 2^63, and their sum is if no number wrapped.
      if (reader.end() > voxels || reader.end() <= reader.begin() || reader.isBadGap(run)) {
        throw new IllegalArgumentException(
            Text.format(
                "run %d is from %d to %d, it must be after the one before and within %d voxels",
                run, reader.begin(), reader.end(), voxels));
      }
      total += reader.end() - reader.begin();
    }
    return total;
  }

  /** The grid whose voxels are numbered. */
  public Size3 grid() {
    return grid;
  }

  /** How many voxels there are. */
  public long size() {
    return size;
  }

  /**
   * The voxel of that rank.
   *
   * @throws IndexOutOfBoundsException if the rank is not in [0, size)
   */
  public Index3 get(long rank) {
    long index = index(rank);
    long row = index / grid.x();
    return new Index3((int) (index % grid.x()), (int) (row % grid.y()), (int) (row / grid.y()));
  }

  /**
   * The index of the voxel of that rank, x fastest.
   *
   * @throws IndexOutOfBoundsException if the rank is not in [0, size)
   */
  public long index(long rank) {
    Objects.checkIndex(rank, size);
    int found = Arrays.binarySearch(ranks, rank);
    int entry = found >= 0 ? found : -found - 2;
    RunReader reader = new RunReader(coded, offsets[entry], ends[entry]);
    long left = rank - ranks[entry];
    reader.next();
    while (left >= reader.end() - reader.begin()) {
      left -= reader.end() - reader.begin();
      reader.next();
    }
    return reader.begin() + left;
  }

  /**
   * Whether a voxel of the set lies in a window. Looks at the runs of its planes, from the first to
   * one that meets it.
   *
   * @param corner first voxel of the window, which may lie partly or wholly outside of the grid
   */
  public boolean meets(Index3 corner, Size3 window) {
    RowWindow rows = RowWindow.of(grid, corner, window);
    if (rows == null || size == 0) {
      return false;
    }
    int found = Arrays.binarySearch(ends, rows.begin());
    int entry = Math.max(0, found >= 0 ? found : -found - 2);
    RunReader reader = new RunReader(coded, offsets[entry], ends[entry]);
    while (reader.hasNext()) {
      reader.next();
      if (reader.begin() >= rows.end()) {
        return false;
      }
      if (rows.meets(reader.begin(), reader.end())) {
        return true;
      }
    }
    return false;
  }

  /**
   * All runs in ascending order; between two there is at least one voxel that is not in the set.
   */
  public void forEachRun(RunVisitor visitor) {
    RunReader reader = new RunReader(coded, 0, 0);
    while (reader.hasNext()) {
      reader.next();
      visitor.run(reader.begin(), reader.end());
    }
  }

  /**
   * The set as bytes, without its grid: of each run two unsigned LEB128 numbers, the voxels between
   * the run before (the first voxel, at the beginning) and this one, and the length of the run.
   */
  public byte[] toBytes() {
    return coded.clone();
  }

  /**
   * The set that {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if they are not bytes of runs in that grid
   */
  public static IndexRuns of(Size3 grid, byte[] bytes) {
    try {
      return new IndexRuns(grid, bytes.clone());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("a run ends beyond 2^63 voxels", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IndexRuns runs
        && grid.equals(runs.grid)
        && Arrays.equals(coded, runs.coded);
  }

  @Override
  public int hashCode() {
    return 31 * grid.hashCode() + Arrays.hashCode(coded);
  }

  @Override
  public String toString() {
    return Text.format("%d voxels of %s", size, grid);
  }

  /** Collects runs in ascending order. Not thread-safe. */
  public static final class Builder {
    private static final int LONGEST = 18; // bytes of a run

    private final Size3 grid;
    private byte[] coded = new byte[64];
    private int used;
    private long ended; // where the last written run ended
    private long begin; // of the run that may still grow
    private long end;

    public Builder(Size3 grid) {
      this.grid = grid;
    }

    /**
     * Adds the voxels from {@code from} to before {@code until}; none if they are equal.
     *
     * @param from at least where the last run ended
     * @throws IllegalArgumentException if the run is not in the grid, or before the last one
     */
    public void add(long from, long until) {
      if (from < end || until < from || until > grid.voxels()) {
        throw new IllegalArgumentException(
            Text.format(
                "a run must be from %d on and within %d voxels, was from %d to %d",
                end, grid.voxels(), from, until));
      }
      if (from == until) {
        return;
      }
      if (from > end || begin == end) {
        write();
        begin = from;
      }
      end = until;
    }

    private void write() {
      if (begin == end) {
        return;
      }
      if (coded.length - used < LONGEST) {
        coded = Arrays.copyOf(coded, Math.multiplyExact(coded.length, 2));
      }
      number(begin - ended);
      number(end - begin);
      ended = end;
    }

    private void number(long value) {
      long rest = value;
      while (rest > 0x7f) {
        coded[used++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      coded[used++] = (byte) rest;
    }

    /** The set of all runs that were added; the builder must not be used after that. */
    public IndexRuns build() {
      write();
      begin = end;
      return new IndexRuns(grid, Arrays.copyOf(coded, used));
    }
  }
}
