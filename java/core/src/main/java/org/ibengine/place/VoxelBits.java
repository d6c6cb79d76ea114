package org.ibengine.place;

import org.ibengine.label.Runs;
import org.ibengine.volume.Size3;

/**
 * One bit for each voxel of a volume, x fastest; each row begins with a word of its own. Not
 * thread-safe while bits are set.
 */
final class VoxelBits {
  private final Size3 size;
  private final int words; // of a row
  private final long[] bits;

  /**
   * None set.
   *
   * @throws ArithmeticException beyond 2^31 words
   */
  VoxelBits(Size3 size) {
    this.size = size;
    this.words = (size.x() + 63) / 64;
    this.bits = new long[Math.toIntExact((long) words * size.y() * size.z())];
  }

  /** Those of the runs, which lie inside the volume. */
  static VoxelBits of(Runs runs, Size3 size) {
    VoxelBits all = new VoxelBits(size);
    for (int run = 0; run < runs.count(); run++) {
      all.set(runs.xBegin(run), runs.xEnd(run), all.row(runs.y(run), runs.z(run)));
    }
    return all;
  }

  Size3 size() {
    return size;
  }

  /** Words of a row. */
  int words() {
    return words;
  }

  /** Where the row begins among all words. */
  int row(int y, int z) {
    return (z * size.y() + y) * words;
  }

  long word(int at) {
    return bits[at];
  }

  boolean get(int x, int y, int z) {
    return (bits[row(y, z) + x / 64] >>> x & 1) != 0; // the lowest six bits of x count
  }

  private void set(int begin, int end, int row) {
    for (int word = begin / 64; word <= (end - 1) / 64; word++) {
      int from = Math.max(begin - word * 64, 0);
      int to = Math.min(end - word * 64, 64);
      bits[row + word] |= -1L << from & -1L >>> (64 - to);
    }
  }

  /**
   * Sets every voxel from which a set one is less than {@code patch} away in the direction of x, y
   * and z: the corners of windows that hold a set voxel. Takes time in proportion to the words,
   * times the logarithm of the patch; after van Herk's idea that a union over a length is one of
   * unions over its halves.
   */
  void growBackwards(Size3 patch) {
    for (int row = 0; row < bits.length; row += words) {
      growRow(row, Math.min(patch.x(), size.x()));
    }
    int plane = size.y() * words;
    for (int z = 0; z < size.z(); z++) {
      growAcross(z * plane, plane, words, Math.min(patch.y(), size.y()));
    }
    growAcross(0, bits.length, plane, Math.min(patch.z(), size.z()));
  }

  /** Along x: after each step a bit stands for {@code grown} voxels. */
  private void growRow(int row, int length) {
    for (int grown = 1; grown < length; ) {
      int step = Math.min(grown, length - grown);
      int skipped = step / 64;
      int shift = step % 64;
      for (int word = 0; word + skipped < words; word++) {
        long from = bits[row + word + skipped] >>> shift;
        boolean more = shift > 0 && word + skipped + 1 < words;
        bits[row + word] |= more ? from | bits[row + word + skipped + 1] << (64 - shift) : from;
      }
      grown += step;
    }
  }

  /** Across rows or planes: words that are {@code stride} apart are neighbours. */
  private void growAcross(int begin, int count, int stride, int length) {
    for (int grown = 1; grown < length; ) {
      int step = Math.min(grown, length - grown);
      int distance = step * stride;
      for (int at = begin; at + distance < begin + count; at++) {
        bits[at] |= bits[at + distance];
      }
      grown += step;
    }
  }
}
