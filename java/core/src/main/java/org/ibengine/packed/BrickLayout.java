package org.ibengine.packed;

import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Where the bricks of a volume lie in its packed bytes.
 *
 * @param size of the volume in voxels
 */
public record BrickLayout(Size3 size) {
  /** Voxels of a brick along x. */
  public static final int X = 8;

  /** Voxels of a brick along y. */
  public static final int Y = 4;

  /** Voxels of a brick along z. */
  public static final int Z = 4;

  /** Bytes before the table of rows. */
  public static final int HEADER_BYTES = 64;

  /** Bytes of 0 after the last row, so that a decoder may read past its end. */
  public static final int TAIL_BYTES = 64;

  /** The second nibble of a brick without slope. */
  static final int PLAIN = 15;

  static final int VOXELS = X * Y * Z;
  private static final int ROWS = Y * Z; // of voxels in a brick
  private static final int WIDEST_NIBBLE = 15;

  private static int count(int voxels, int each) {
    return (voxels - 1) / each + 1;
  }

  /** Bricks in a row along x. */
  public int rowLength() {
    return count(size.x(), X);
  }

  /** Rows of bricks in a layer along y. */
  public int rowsPerLayer() {
    return count(size.y(), Y);
  }

  /** Layers of bricks along z. */
  public int layers() {
    return count(size.z(), Z);
  }

  /** Rows of bricks in all. */
  public long rows() {
    return (long) rowsPerLayer() * layers();
  }

  /** Where the entry of a row is in the bytes; {@code row = rows()} has one, too. */
  public static long entryAt(long row) {
    return HEADER_BYTES + Long.BYTES * row;
  }

  /** Where the first row begins. */
  public long rowsBegin() {
    return entryAt(rows() + 1);
  }

  /** The smallest part made of whole bricks, along y and z, that holds these rows of voxels. */
  public Box whole(Box rows) {
    return new Box(
        new Index3(0, rows.begin().y() / Y * Y, rows.begin().z() / Z * Z),
        new Index3(
            size.x(),
            Math.min(size.y(), count(rows.end().y(), Y) * Y),
            Math.min(size.z(), count(rows.end().z(), Z) * Z)));
  }

  /** Bits that a nibble of a head stands for. */
  static int width(int nibble) {
    return nibble == WIDEST_NIBBLE ? 16 : nibble;
  }

  /** The nibble of the narrowest width that holds 0 to {@code range}, at most 65,535. */
  static int nibble(int range) {
    return Math.min(WIDEST_NIBBLE, Integer.SIZE - Integer.numberOfLeadingZeros(range));
  }

  /** Bytes of the payload of a brick with that head byte. */
  static int payloadBytes(int head) {
    int first = width(head & 15);
    int others = head >> 4 & 15;
    return others == PLAIN ? 2 + ROWS * first : 3 + Z * first + (ROWS - Z) * others;
  }

  /** The most bytes that a row of bricks takes. */
  public long mostRowBytes() {
    return (long) rowLength() * (1 + 2 + ROWS * 16);
  }
}
