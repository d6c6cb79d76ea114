package org.ibengine.centre;

import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;

/**
 * Centres in the order in which they are drawn from: x outermost, z innermost. Held as one bit per
 * voxel of the volume, never as a list. Immutable, so thread-safe.
 */
public final class LegalCentres {
  private final VoxelBits turned; // x and z exchanged, so that its memory order is the one above
  private final long[] before; // for each x, how many centres come before it; then how many in all

  private LegalCentres(VoxelBits turned) {
    this.turned = turned;
    this.before = new long[turned.size().z() + 1];
    for (int x = 0; x < turned.size().z(); x++) {
      before[x + 1] = before[x] + turned.countOfPlane(x);
    }
  }

  /** The centres of a set. */
  public static LegalCentres of(VoxelBits centres) {
    Size3 size = centres.size();
    VoxelBits turned = VoxelBits.none(new Size3(size.z(), size.y(), size.x()));
    int[] xs = new int[size.x()];
    for (int y = 0; y < size.y(); y++) {
      for (int z = 0; z < size.z(); z++) {
        int count = centres.row(y, z, xs);
        for (int i = 0; i < count; i++) {
          turned.set(z, y, xs[i]);
        }
      }
    }
    return new LegalCentres(turned);
  }

  /** How many there are. */
  public long size() {
    return before[before.length - 1];
  }

  /** The centre before which {@code rank} others come. */
  public Index3 get(long rank) {
    if (rank < 0 || rank >= size()) {
      throw new IndexOutOfBoundsException("rank " + rank + " of " + size() + " centres");
    }
    int low = 0;
    int high = before.length - 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (before[middle + 1] > rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    Index3 at = turned.select(low, rank - before[low]);
    return new Index3(at.z(), at.y(), at.x());
  }

  /**
   * The hardest of them: those whose window's gap is at most the ⌈(1 − hardness)·n⌉-th smallest gap
   * of the n, ties included; all if hardness is 0 or there are no findings.
   */
  public LegalCentres hardest(double hardness, Findings findings, Size3 window) {
    long kept = Math.max(1, (long) Math.ceil((1 - hardness) * size()));
    if (kept >= size() || findings.all().isEmpty()) {
      return this;
    }
    Gaps gaps = new Gaps(turned, findings, window);
    return new LegalCentres(gaps.atMost(gaps.smallest(kept - 1) + Findings.SLACK));
  }
}
