package org.ibengine.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.ibengine.text.Text;
import org.ibengine.volume.Index3;

/**
 * Draws centres of one scan, uniformly and without replacement: a partial Fisher–Yates shuffle, in
 * which the j-th pick swaps j with {@code j + nextInt(n − j)}. A pick that is too near to one that
 * was taken is skipped, and the next is drawn. Depends on seed and name of the scan, on nothing of
 * other scans.
 */
public final class MiningDraw {
  /** Distances are compared with this many mm to spare. */
  private static final double SLACK = 1e-6;

  /** Below this share of the pool, only what was swapped is held. */
  private static final double SPARSE = 1.0 / 32;

  /** What is drawn from: positions in a fixed order. */
  public interface Pool {
    long size();

    /** The position before which {@code rank} others come. */
    Index3 get(long rank);
  }

  /**
   * What is wanted of each scan.
   *
   * @param count how many to draw; fewer come where the pool or the spacing gives no more
   * @param minSpacing the least distance between two of them, in voxels; 0 for any
   */
  public record Wanted(int count, double minSpacing, long seed) {
    public Wanted {
      if (count < 1) {
        throw new IllegalArgumentException("at least one is drawn per scan, was " + count);
      }
      if (!(minSpacing >= 0)) {
        throw new IllegalArgumentException("min spacing must be at least 0, was " + minSpacing);
      }
    }

    /**
     * Bytes of memory that a draw takes.
     *
     * @param size of the pool
     */
    public long bytes(long size) {
      return isDense(size) ? size * Integer.BYTES : (long) count * SparseOrder.BYTES;
    }

    private boolean isDense(long size) {
      return minSpacing > 0 || count > SPARSE * size;
    }
  }

  /**
   * One that was drawn.
   *
   * @param ordinal its rank in the pool
   */
  public record Pick(int ordinal, Index3 centre) {}

  private final int[] all; // null where few are drawn
  private final SparseOrder few; // null where not

  private MiningDraw(int size, Wanted wanted) {
    boolean dense = wanted.isDense(size);
    this.all = dense ? new int[size] : null;
    this.few = dense ? null : new SparseOrder(wanted.count());
    for (int i = 0; dense && i < size; i++) {
      all[i] = i;
    }
  }

  /**
   * Draws from the positions of one scan.
   *
   * @param scan tells scans apart: the CRC-32C of its name in UTF-8
   * @return in the order of the draw
   * @throws IllegalArgumentException if the pool has 2^31 positions or more
   */
  public static List<Pick> draw(Pool pool, Wanted wanted, int scan) {
    if (pool.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.format("a pool has at most %d positions, was %d", Integer.MAX_VALUE, pool.size()));
    }
    int size = (int) pool.size();
    MiningDraw order = new MiningDraw(size, wanted);
    UniformRandomProvider random =
        new RandomStreams(wanted.seed(), 0).of(RandomStreams.Purpose.MINING, scan);
    List<Pick> taken = new ArrayList<>();
    for (int j = 0; j < size && taken.size() < wanted.count(); j++) {
      int ordinal = order.swap(j, j + random.nextInt(size - j));
      Index3 centre = pool.get(ordinal);
      if (taken.stream().allMatch(pick -> isApart(centre, pick.centre(), wanted.minSpacing()))) {
        taken.add(new Pick(ordinal, centre));
      }
    }
    return taken;
  }

  private static boolean isApart(Index3 a, Index3 b, double spacing) {
    double x = (double) a.x() - b.x();
    double y = (double) a.y() - b.y();
    double z = (double) a.z() - b.z();
    return Math.sqrt(x * x + y * y + z * z) + SLACK >= spacing;
  }

  /** Puts what is at {@code j} where {@code other} was, and returns that. */
  private int swap(int j, int other) {
    if (all == null) {
      return (int) few.take(j, other);
    }
    int pick = all[other];
    all[other] = all[j];
    return pick;
  }
}
