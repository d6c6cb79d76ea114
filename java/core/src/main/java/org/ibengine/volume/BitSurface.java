package org.ibengine.volume;

/** Finds the surface of a set of voxels word by word: see {@link VoxelBits#surface}. */
final class BitSurface {
  private final long[] bits;
  private final int words; // of a row
  private final Size3 size;

  BitSurface(long[] bits, int words, Size3 size) {
    this.bits = bits;
    this.words = words;
    this.size = size;
  }

  /**
   * @param surface as long as the set; every word is written
   */
  void write(long[] surface) {
    int plane = size.y() * words;
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        boolean border = z == 0 || z == size.z() - 1 || y == 0 || y == size.y() - 1;
        int row = z * plane + y * words;
        for (int at = row; at < row + words; at++) {
          long inside = border ? 0 : alongX(at, row) & across(at, words) & across(at, plane);
          surface[at] = bits[at] & ~inside;
        }
      }
    }
  }

  /** Whose neighbours in the row are both in the set. */
  private long alongX(int at, int row) {
    long before = at == row ? 0 : bits[at - 1] >>> 63;
    long after = at == row + words - 1 ? 0 : bits[at + 1] << 63;
    return (bits[at] << 1 | before) & (bits[at] >>> 1 | after);
  }

  private long across(int at, int stride) {
    return bits[at - stride] & bits[at + stride];
  }
}
