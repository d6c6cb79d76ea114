package org.ibengine.plan;

import java.security.MessageDigest;
import java.util.List;
import org.ibengine.volume.Index3;
import org.ibengine.volume.IndexRuns;

/**
 * First voxels of the windows of one source, none twice, by rank: a set that may have billions, of
 * which an object is made when it is asked for. Immutable, thread-safe; equal if the windows are.
 */
public interface Corners {
  /** How many. */
  long count();

  /**
   * @param rank in [0, count)
   */
  Index3 get(long rank);

  /**
   * What a window is drawn by: in the order {@code WEIGHT} its weight, above 0 and at most 1, in
   * the order {@code CONFIDENT} any number, infinite ones too; 1 where windows have none.
   */
  default double score(long rank) {
    return 1;
  }

  /** Adds all of them, in their order, to a digest. */
  void update(MessageDigest digest);

  /** Those of a list, in its order; the list is kept, not copied. */
  static Corners of(List<Index3> corners) {
    return new OfList(corners);
  }

  /** Those that are in a set, in memory order. */
  static Corners of(IndexRuns corners) {
    return new OfRuns(corners);
  }

  /**
   * Those of a list with the score of each; both are kept, not copied.
   *
   * @param scores as many as there are corners
   */
  static Corners scored(List<Index3> corners, List<Double> scores) {
    return new Scored(new OfList(corners), scores);
  }

  /** Corners with scores. */
  record Scored(OfList corners, List<Double> scores) implements Corners {
    @Override
    public long count() {
      return corners.count();
    }

    @Override
    public Index3 get(long rank) {
      return corners.get(rank);
    }

    @Override
    public double score(long rank) {
      return scores.get(Math.toIntExact(rank));
    }

    @Override
    public void update(MessageDigest digest) {
      corners.update(digest);
      for (double score : scores) {
        long bits = Double.doubleToLongBits(score);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
          digest.update((byte) (bits >>> shift));
        }
      }
    }
  }

  /** Corners as runs have them. */
  record OfRuns(IndexRuns corners) implements Corners {
    @Override
    public long count() {
      return corners.size();
    }

    @Override
    public Index3 get(long rank) {
      return corners.get(rank);
    }

    @Override
    public void update(MessageDigest digest) {
      digest.update(corners.toBytes());
    }
  }

  /** Corners as a list has them. */
  record OfList(List<Index3> corners) implements Corners {
    @Override
    public long count() {
      return corners.size();
    }

    @Override
    public Index3 get(long rank) {
      return corners.get(Math.toIntExact(rank));
    }

    @Override
    public void update(MessageDigest digest) {
      for (Index3 corner : corners) {
        for (int axis = 0; axis < 3; axis++) {
          for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            digest.update((byte) (corner.get(axis) >>> shift));
          }
        }
      }
    }
  }
}
