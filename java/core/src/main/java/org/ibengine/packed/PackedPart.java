package org.ibengine.packed;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * Whole rows of bricks of a packed volume, made a packed volume of their own: the table tells where
 * they lie ({@link #entries}, {@link #locate}), one piece per layer of bricks is copied ({@link
 * #layers}), and a header and a table come before them ({@link #finish}). Not thread-safe.
 */
public final class PackedPart {
  /** Where the entries of the table that are needed lie in the bytes of the volume. */
  public record Entries(long begin, int bytes) {}

  /**
   * Bytes to copy.
   *
   * @param from in the volume
   * @param to in the part
   */
  public record Layer(long from, long to, long length) {}

  private final VoxelType type;
  private final BrickLayout whole;
  private final BrickLayout part;
  private final int firstRow;
  private final int firstLayer;
  private final List<Layer> layers = new ArrayList<>();
  private final long[] table; // offsets in the part

  /**
   * @param size of the whole volume
   * @param rows whole bricks, see {@link BrickLayout#whole}
   */
  public PackedPart(Size3 size, VoxelType type, Box rows) {
    this.type = type;
    this.whole = new BrickLayout(size);
    this.part = new BrickLayout(new Size3(size.x(), rows.size().y(), rows.size().z()));
    if (!whole.whole(rows).equals(rows)) {
      throw new IllegalArgumentException("a part must be of whole bricks, was " + rows);
    }
    this.firstRow = rows.begin().y() / BrickLayout.Y;
    this.firstLayer = rows.begin().z() / BrickLayout.Z;
    this.table = new long[Math.toIntExact(part.rows() + 1)];
  }

  /** The most bytes of a part with so many rows of bricks. */
  public static long bytes(long rows, long longestRow) {
    return BrickLayout.entryAt(rows + 1) + rows * longestRow + BrickLayout.TAIL_BYTES;
  }

  public Entries entries() {
    long last = firstEntry(part.layers() - 1) + part.rowsPerLayer();
    long begin = BrickLayout.entryAt(firstEntry(0));
    return new Entries(begin, Math.toIntExact(BrickLayout.entryAt(last + 1) - begin));
  }

  private long firstEntry(int layer) {
    return (long) (firstLayer + layer) * whole.rowsPerLayer() + firstRow;
  }

  /**
   * Finds the rows.
   *
   * @param entries the bytes that {@link #entries} asks for, little-endian
   * @param totalBytes of the whole volume
   * @param longestRow the most bytes that a row may have
   * @return the rule that the table breaks; empty if it is sound
   */
  public Optional<String> locate(ByteBuffer entries, long totalBytes, long longestRow) {
    Rule rule = new Rule(totalBytes, longestRow);
    long at = part.rowsBegin();
    for (int layer = 0; layer < part.layers(); layer++) {
      int first = Math.toIntExact(firstEntry(layer) - firstEntry(0));
      long begin = entries.getLong(first * Long.BYTES);
      long end = begin;
      for (int row = 0; row < part.rowsPerLayer(); row++) {
        long next = entries.getLong((first + row + 1) * Long.BYTES);
        table[layer * part.rowsPerLayer() + row] = at + end - begin;
        Optional<String> problem = problem(firstEntry(layer) + row, end, next, rule);
        if (problem.isPresent()) {
          return problem;
        }
        end = next;
      }
      layers.add(new Layer(begin, at, end - begin));
      at += end - begin;
    }
    table[table.length - 1] = at;
    return Optional.empty();
  }

  /** What rows of the whole volume are held to. */
  private record Rule(long totalBytes, long longestRow) {}

  private Optional<String> problem(long row, long begin, long end, Rule rule) {
    boolean inside =
        begin >= whole.rowsBegin()
            && end >= begin
            && end <= rule.totalBytes() - BrickLayout.TAIL_BYTES;
    if (!inside) {
      return Optional.of(
          Text.format(
              "row %d of bricks must lie in the bytes, is [%d, %d) of %d",
              row, begin, end, rule.totalBytes()));
    }
    return end - begin <= rule.longestRow()
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "row %d of bricks must have at most %d bytes, has %d",
                row, rule.longestRow(), end - begin));
  }

  /** The first layer of bricks in the volume. */
  public int firstLayer() {
    return firstLayer;
  }

  /** The first row of bricks of each layer in the volume. */
  public int firstRow() {
    return firstRow;
  }

  /** Rows of bricks in a layer of the part. */
  public int rowsPerLayer() {
    return part.rowsPerLayer();
  }

  /** Where a row of the part begins in the bytes of the volume; after the last one: ends. */
  public long begin(int layer, int row) {
    Layer bytes = layers.get(layer);
    long at = table[layer * part.rowsPerLayer() + row];
    return bytes.from() + at - bytes.to();
  }

  /** Of each layer of bricks. */
  public List<Layer> layers() {
    return layers;
  }

  /** Memory for the part; the caller closes it. */
  public PackedVolume empty(BufferAllocator allocator) {
    long bytes = table[table.length - 1] + BrickLayout.TAIL_BYTES;
    return new PackedVolume(part.size(), type, allocator.allocate(bytes), bytes);
  }

  /**
   * Writes what comes before and after the rows.
   *
   * @param header of the whole volume, little-endian
   */
  public void finish(ByteBuffer header, HostBuffer target) {
    ByteBuffer out = target.bareView(0, Math.toIntExact(part.rowsBegin()));
    long end = table[table.length - 1];
    new PackedHeader(part.size(), type, PackedHeader.base(header), end + BrickLayout.TAIL_BYTES)
        .write(out);
    for (int row = 0; row < table.length; row++) {
      out.putLong((int) BrickLayout.entryAt(row), table[row]);
    }
    target.bareView(end, BrickLayout.TAIL_BYTES).put(new byte[BrickLayout.TAIL_BYTES]);
  }
}
