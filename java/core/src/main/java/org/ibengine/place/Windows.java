package org.ibengine.place;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.ToIntFunction;
import org.ibengine.volume.Index3;

/**
 * First voxels of windows, x outermost, z innermost, as one bit for each place of the grid that the
 * starts along the three axes span: a list that makes its elements when they are read. Windows are
 * numbered by rank; the number of a window is looked up by select, in logarithmic time. Immutable,
 * so thread-safe.
 */
public final class Windows extends AbstractList<Index3> implements RandomAccess {
  /** Places of the grid for each window at most: with more, a list of objects takes less. */
  private static final int SPARSEST = 128;

  /** Whether the window that starts at these positions of the three axes is one. */
  interface Wanted {
    boolean at(int x, int y, int z);
  }

  /** Of starts: x outermost. */
  private static final Comparator<Index3> ORDER =
      Comparator.comparingInt(Index3::x).thenComparingInt(Index3::y).thenComparingInt(Index3::z);

  private final int[] xs;
  private final int[] ys;
  private final int[] zs;
  private final long[] held; // a bit for each place of the grid, z innermost
  private final int[] before; // how many are held in the words before each
  private final int count;

  private Windows(int[] xs, int[] ys, int[] zs, long[] held) {
    this.xs = xs;
    this.ys = ys;
    this.zs = zs;
    this.held = held;
    this.before = new int[held.length];
    int sum = 0;
    for (int word = 0; word < held.length; word++) {
      before[word] = sum;
      sum += Long.bitCount(held[word]);
    }
    count = sum;
  }

  /**
   * The same windows in the same order, unmodifiable. They are held as bits where they are in
   * order, x outermost and none twice, and not too few of their grid; as objects elsewhere.
   */
  public static List<Index3> compact(List<Index3> windows) {
    if (windows instanceof Windows) {
      return windows;
    }
    if (!isAscending(windows)) {
      return List.copyOf(windows);
    }
    int[] xs = starts(windows, Index3::x);
    int[] ys = starts(windows, Index3::y);
    int[] zs = starts(windows, Index3::z);
    if (!isDense(xs, ys, zs, windows.size())) {
      return List.copyOf(windows);
    }
    long[] held = bits(xs, ys, zs);
    for (Index3 window : windows) {
      int x = Arrays.binarySearch(xs, window.x());
      int y = Arrays.binarySearch(ys, window.y());
      int z = Arrays.binarySearch(zs, window.z());
      set(held, (x * ys.length + y) * zs.length + z);
    }
    return new Windows(xs, ys, zs, held);
  }

  /**
   * Windows of a grid that has fewer than 2^31 places; held as {@link #compact} says.
   *
   * @param xs starts along x, ascending
   */
  static List<Index3> of(int[] xs, int[] ys, int[] zs, Wanted wanted) {
    long[] held = bits(xs, ys, zs);
    int place = 0;
    for (int x = 0; x < xs.length; x++) {
      for (int y = 0; y < ys.length; y++) {
        for (int z = 0; z < zs.length; z++, place++) {
          if (wanted.at(x, y, z)) {
            set(held, place);
          }
        }
      }
    }
    Windows windows = new Windows(xs, ys, zs, held);
    return isDense(xs, ys, zs, windows.count) ? windows : List.copyOf(windows);
  }

  private static boolean isAscending(List<Index3> windows) {
    Index3 last = null;
    for (Index3 window : windows) {
      if (last != null && ORDER.compare(last, window) >= 0) {
        return false;
      }
      last = window;
    }
    return true;
  }

  private static int[] starts(List<Index3> windows, ToIntFunction<Index3> axis) {
    return windows.stream().mapToInt(axis).distinct().sorted().toArray();
  }

  private static boolean isDense(int[] xs, int[] ys, int[] zs, int windows) {
    double places = (double) xs.length * ys.length * zs.length;
    return places <= Math.min((double) SPARSEST * windows, Integer.MAX_VALUE);
  }

  private static long[] bits(int[] xs, int[] ys, int[] zs) {
    int places = xs.length * ys.length * zs.length;
    return new long[(places + 63) / 64];
  }

  private static void set(long[] bits, int at) {
    bits[at / 64] |= 1L << at; // Java takes the lowest six bits of the distance
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public Index3 get(int rank) {
    int place = place(Objects.checkIndex(rank, count));
    int z = place % zs.length;
    int y = place / zs.length % ys.length;
    int x = place / zs.length / ys.length;
    return new Index3(xs[x], ys[y], zs[z]);
  }

  /** Where in the grid the window of that rank is. */
  private int place(int rank) {
    int word = wordOf(rank);
    long bits = held[word];
    for (int skipped = before[word]; skipped < rank; skipped++) {
      bits &= bits - 1;
    }
    return word * 64 + Long.numberOfTrailingZeros(bits);
  }

  /** The last word with at most {@code rank} windows before it: the one that holds it. */
  private int wordOf(int rank) {
    int low = 0;
    int high = before.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (before[middle] <= rank) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
