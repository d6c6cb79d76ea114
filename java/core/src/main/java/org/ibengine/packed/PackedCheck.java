package org.ibengine.packed;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.ibengine.text.Text;
import org.ibengine.volume.PackedVolume;

/**
 * Whether packed bytes that came from outside are sound: after that, no decoder can be led outside
 * of them, whatever the voxels are. Reads the table and one byte per brick.
 */
public final class PackedCheck {
  private static final long ANY = -1;

  private final PackedVolume volume;
  private final BrickLayout layout;
  private final RowTable table;
  private final RowWindow rows;
  private final long end; // where the last row must end
  private long longest;

  private PackedCheck(PackedVolume volume) {
    this.volume = volume;
    this.layout = new BrickLayout(volume.size());
    this.table = new RowTable(volume);
    this.rows = new RowWindow(volume);
    this.end = volume.sizeBytes() - BrickLayout.TAIL_BYTES;
  }

  /** The first rule that the bytes break; empty if they are sound. */
  public static Optional<String> problem(PackedVolume volume) {
    return new PackedCheck(volume).problem(ANY);
  }

  /**
   * As {@link #problem(PackedVolume)}, of a whole volume of a file.
   *
   * @param longestRow bytes that the longest row of bricks has, as the header of the file says:
   *     readers take memory for so many
   */
  public static Optional<String> problem(PackedVolume volume, long longestRow) {
    return new PackedCheck(volume).problem(longestRow);
  }

  private Optional<String> problem(long longestRow) {
    if (end < layout.rowsBegin()) {
      return Optional.of(
          Text.format(
              "must have at least %d bytes, has %d",
              layout.rowsBegin() + BrickLayout.TAIL_BYTES, volume.sizeBytes()));
    }
    ByteBuffer header = volume.data().bareView(0, BrickLayout.HEADER_BYTES);
    return new PackedHeader(volume.size(), volume.type(), 0, volume.sizeBytes())
        .problem(header)
        .or(this::tableProblem)
        .or(() -> longestProblem(longestRow));
  }

  private Optional<String> tableProblem() {
    long begin = table.entry(0);
    if (begin != layout.rowsBegin()) {
      return Optional.of(
          Text.format("row 0 must begin at byte %d, begins at %d", layout.rowsBegin(), begin));
    }
    for (long row = 0; row < layout.rows(); row++) {
      long next = table.entry(row + 1);
      Optional<String> problem = rowProblem(row, begin, next);
      if (problem.isPresent()) {
        return problem;
      }
      longest = Math.max(longest, next - begin);
      begin = next;
    }
    return begin == end
        ? Optional.empty()
        : Optional.of(Text.format("the last row must end at byte %d, ends at %d", end, begin));
  }

  private Optional<String> rowProblem(long row, long begin, long next) {
    if (next < begin || next > end || next - begin < layout.rowLength()) {
      return Optional.of(
          Text.format(
              "row %d of bricks must lie in the bytes, is [%d, %d) of %d", row, begin, next, end));
    }
    int heads = rows.find(begin, layout.rowLength());
    long bytes = PackedRows.bytesByHeads(rows.bytes(), heads, layout.rowLength());
    return bytes == next - begin
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "row %d of bricks must have %d bytes by its heads, has %d",
                row, bytes, next - begin));
  }

  private Optional<String> longestProblem(long longestRow) {
    return longestRow == ANY || longestRow == longest
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "has a row of %d bytes, the longest, where the header of the file says %d",
                longest, longestRow));
  }
}
