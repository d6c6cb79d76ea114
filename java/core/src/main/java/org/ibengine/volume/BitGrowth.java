package org.ibengine.volume;

/**
 * Grows sets of voxels word by word, after van Herk's idea (1992, doi 10.1016/0167-8655(92)90069-C)
 * that a union over a length is one of unions over its halves.
 */
final class BitGrowth {
  private final long[] bits;
  private final int words; // of a row
  private final Size3 size;

  /**
   * @param bits of {@link VoxelBits}; changed in place
   */
  BitGrowth(long[] bits, int words, Size3 size) {
    this.bits = bits;
    this.words = words;
    this.size = size;
  }

  /** As {@link VoxelBits#growBackwards}. */
  void growBackwards(Size3 box) {
    for (int row = 0; row < bits.length; row += words) {
      growRow(row, Math.min(box.x(), size.x()));
    }
    int plane = size.y() * words;
    for (int z = 0; z < size.z(); z++) {
      growAcross(z * plane, plane, words, Math.min(box.y(), size.y()));
    }
    growAcross(0, bits.length, plane, Math.min(box.z(), size.z()));
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
