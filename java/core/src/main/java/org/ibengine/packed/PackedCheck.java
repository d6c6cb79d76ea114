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
  private PackedCheck() {}

  /** The first rule that the bytes break; empty if they are sound. */
  public static Optional<String> problem(PackedVolume volume) {
    BrickLayout layout = new BrickLayout(volume.size());
    long total = volume.sizeBytes();
    if (total < layout.rowsBegin() + BrickLayout.TAIL_BYTES) {
      return Optional.of(
          Text.format(
              "must have at least %d bytes, has %d",
              layout.rowsBegin() + BrickLayout.TAIL_BYTES, total));
    }
    ByteBuffer header = volume.data().bareView(0, BrickLayout.HEADER_BYTES);
    return new PackedHeader(volume.size(), volume.type(), 0, total)
        .problem(header)
        .or(() -> tableProblem(volume, layout));
  }

  private static Optional<String> tableProblem(PackedVolume volume, BrickLayout layout) {
    long end = volume.sizeBytes() - BrickLayout.TAIL_BYTES;
    long begin = PackedRows.entry(volume, 0);
    if (begin != layout.rowsBegin()) {
      return Optional.of(
          Text.format("row 0 must begin at byte %d, begins at %d", layout.rowsBegin(), begin));
    }
    for (long row = 0; row < layout.rows(); row++) {
      long next = PackedRows.entry(volume, row + 1);
      if (next < begin || next > end || next - begin < layout.rowLength()) {
        return Optional.of(
            Text.format(
                "row %d of bricks must lie in the bytes, is [%d, %d) of %d",
                row, begin, next, end));
      }
      long bytes = PackedRows.bytesByHeads(volume, begin, layout);
      if (bytes != next - begin) {
        return Optional.of(
            Text.format(
                "row %d of bricks must have %d bytes by its heads, has %d",
                row, bytes, next - begin));
      }
      begin = next;
    }
    return begin == end
        ? Optional.empty()
        : Optional.of(Text.format("the last row must end at byte %d, ends at %d", end, begin));
  }
}
