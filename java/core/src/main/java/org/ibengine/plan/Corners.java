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
