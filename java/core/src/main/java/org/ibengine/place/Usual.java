package org.ibengine.place;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.volume.Size3;

/** The defaults if nobody chose anything. */
public final class Usual {
  /** Small first; no two sizes are equal in it. */
  private static final Comparator<Size3> SMALL_FIRST =
      Comparator.comparingLong(Size3::voxels).thenComparingInt(Size3::x).thenComparingInt(Size3::y);

  private Usual() {}

  /**
   * The stride between background windows: half the patch, rounded down, at least one voxel.
   *
   * @param patch in voxels
   */
  public static Size3 stride(Size3 patch) {
    return new Size3(half(patch.x()), half(patch.y()), half(patch.z()));
  }

  private static int half(int size) {
    return Math.max(1, size / 2);
  }

  /**
   * The size that most of the patches have; among equally frequent sizes, the one with the fewest
   * voxels, then the one shortest along x, then along y. Takes time proportional to the number of
   * patches.
   *
   * @throws java.util.NoSuchElementException of no patch
   */
  public static Size3 patchSize(Collection<Size3> patches) {
    Map<Size3, Integer> counts = new TreeMap<>(SMALL_FIRST);
    patches.forEach(size -> counts.merge(size, 1, Integer::sum));
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() == most)
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
