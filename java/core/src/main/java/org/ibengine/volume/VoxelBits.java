package org.ibengine.volume;

import java.util.Arrays;

/**
 * A set of the voxels of a volume, one bit for each, in rows along x. A row begins at a word of its
 * own, so that rows can be combined word by word. Not thread-safe.
 */
public final class VoxelBits {
  private static final int WORD = 64;

  private final Size3 size;
  private final int rowWords;
  private final long[] words;

  private VoxelBits(Size3 size) {
    this.size = size;
    this.rowWords = rowWords(size);
    this.words = new long[Math.toIntExact(words(size))];
  }

  private static int rowWords(Size3 size) {
    return (size.x() + WORD - 1) / WORD;
  }

  private static long words(Size3 size) {
    return Math.multiplyExact((long) rowWords(size) * size.y(), (long) size.z());
  }

  /** None of the voxels. */
  public static VoxelBits none(Size3 size) {
    return new VoxelBits(size);
  }

  /** All voxels. */
  public static VoxelBits all(Size3 size) {
    VoxelBits bits = new VoxelBits(size);
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        bits.setRun(0, size.x(), y, z);
      }
    }
    return bits;
  }

  /** Bytes of memory that a set takes. */
  public static long bytes(Size3 size) {
    return words(size) * Long.BYTES;
  }

  public Size3 size() {
    return size;
  }

  /** Words of a row: x is in word x / 64, bit x mod 64; the bits beyond the row are 0. */
  public int rowWords() {
    return rowWords;
  }

  /** Where a row begins among all words. */
  public int row(int y, int z) {
    return (z * size.y() + y) * rowWords;
  }

  /** 64 voxels of a row, the first in the lowest bit. */
  public long word(int at) {
    return words[at];
  }

  public boolean get(int x, int y, int z) {
    return (words[row(y, z) + x / WORD] >>> x & 1) != 0;
  }

  /** Whether the set holds a voxel, which may lie outside the volume. */
  public boolean holds(Index3 voxel) {
    return 0 <= voxel.x()
        && voxel.x() < size.x()
        && 0 <= voxel.y()
        && voxel.y() < size.y()
        && 0 <= voxel.z()
        && voxel.z() < size.z()
        && get(voxel.x(), voxel.y(), voxel.z());
  }

  /** Adds a voxel. */
  public void set(int x, int y, int z) {
    words[row(y, z) + x / WORD] |= 1L << x;
  }

  /** Takes a voxel out. */
  public void clear(int x, int y, int z) {
    words[row(y, z) + x / WORD] &= ~(1L << x);
  }

  /** Adds voxels {@code xBegin} to {@code xEnd − 1} of a row. */
  public void setRun(int xBegin, int xEnd, int y, int z) {
    int row = row(y, z);
    for (int x = xBegin; x < xEnd; ) {
      int end = Math.min(xEnd, (x / WORD + 1) * WORD);
      words[row + x / WORD] |= mask(x, end);
      x = end;
    }
  }

  /** Takes voxels {@code xBegin} to {@code xEnd − 1} of a row out. */
  public void clearRun(int xBegin, int xEnd, int y, int z) {
    int row = row(y, z);
    for (int x = xBegin; x < xEnd; ) {
      int end = Math.min(xEnd, (x / WORD + 1) * WORD);
      words[row + x / WORD] &= ~mask(x, end);
      x = end;
    }
  }

  /** Bits from x to end − 1 of one word. */
  private static long mask(int x, int end) {
    return -1L >>> WORD - (end - x) << x;
  }

  /** The first voxel of a row from x on that is in the set; the row's length if there is none. */
  public int next(int x, int y, int z) {
    return find(x, row(y, z), 0);
  }

  /** The first voxel of a row from x on that is not in the set; the row's length if all are. */
  public int nextAbsent(int x, int y, int z) {
    return find(x, row(y, z), -1);
  }

  /** The first voxel of a row from x on whose bit is not that of {@code flip}. */
  private int find(int x, int row, long flip) {
    if (x >= size.x()) {
      return size.x();
    }
    int word = x / WORD;
    long bits = (words[row + word] ^ flip) & -1L << x;
    while (bits == 0 && ++word < rowWords) {
      bits = words[row + word] ^ flip;
    }
    return bits == 0
        ? size.x()
        : Math.min(size.x(), word * WORD + Long.numberOfTrailingZeros(bits));
  }

  /**
   * The voxels of a row that are in the set, ascending.
   *
   * @param xs receives them; as long as the row
   * @return how many
   */
  public int row(int y, int z, int[] xs) {
    int count = 0;
    int row = row(y, z);
    for (int word = 0; word < rowWords; word++) {
      for (long bits = words[row + word]; bits != 0; bits &= bits - 1) {
        xs[count++] = word * WORD + Long.numberOfTrailingZeros(bits);
      }
    }
    return count;
  }

  /** Makes a row the same as another one. */
  public void copyRow(int fromY, int fromZ, int toY, int toZ) {
    System.arraycopy(words, row(fromY, fromZ), words, row(toY, toZ), rowWords);
  }

  /** Makes a plane the same as another one. */
  public void copyPlane(int fromZ, int toZ) {
    System.arraycopy(words, row(0, fromZ), words, row(0, toZ), rowWords * size.y());
  }

  /** How many voxels of a plane the set has. */
  public long countOfPlane(int z) {
    return Arrays.stream(words, row(0, z), row(0, z + 1)).map(Long::bitCount).sum();
  }

  /** The voxel of a plane before which the set has {@code rank} others of it, in memory order. */
  public Index3 select(int z, long rank) {
    long left = rank;
    int word = row(0, z);
    for (int held = Long.bitCount(words[word]); left >= held; held = Long.bitCount(words[word])) {
      left -= held;
      word++;
    }
    long bits = words[word];
    for (; left > 0; left--) {
      bits &= bits - 1;
    }
    int inPlane = word - row(0, z);
    int x = inPlane % rowWords * WORD + Long.numberOfTrailingZeros(bits);
    return new Index3(x, inPlane / rowWords, z);
  }

  /** Takes out what is not in another set of the same size. */
  public void retain(VoxelBits other) {
    for (int i = 0; i < words.length; i++) {
      words[i] &= other.words[i];
    }
  }

  /**
   * Adds every voxel from which one of the set is less than {@code box} voxels away in the
   * direction of x, y and z: where boxes begin that hold one. Takes time in proportion to the
   * words, times the logarithm of the box.
   */
  public void growBackwards(Size3 box) {
    new BitGrowth(words, rowWords, size).growBackwards(box);
  }

  /**
   * The voxels of the set with a face neighbour that is not in it; what lies outside the volume is
   * not. Takes time in proportion to the words.
   */
  public VoxelBits surface() {
    VoxelBits surface = new VoxelBits(size);
    new BitSurface(words, rowWords, size).write(surface.words);
    return surface;
  }

  /** How many voxels both sets have; of volumes of one size. */
  public long countIn(VoxelBits other) {
    long count = 0;
    for (int i = 0; i < words.length; i++) {
      count += Long.bitCount(words[i] & other.words[i]);
    }
    return count;
  }

  /** How many voxels the set has. */
  public long count() {
    return Arrays.stream(words).map(Long::bitCount).sum();
  }
}
