package org.ibengine.store;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.packed.BrickLayout;
import org.ibengine.packed.RowTable;
import org.ibengine.store.TensorInfo.PackedBytes;
import org.ibengine.text.Text;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * What the header of a volumes file says of a packed volume, which is a tensor of bytes to
 * safetensors: {@code INT16 512x512x400 4711}, the last being the bytes of its longest row of
 * bricks.
 */
record PackedField(VoxelType type, Size3 size, long longestRow) {
  /**
   * In the metadata: the text of a JSON object from names of volumes to such texts, because
   * metadata are texts.
   */
  static final String FIELD = "packed";

  private static final Pattern TEXT =
      Pattern.compile("([A-Z0-9]+) (\\d{1,10})x(\\d{1,10})x(\\d{1,10}) (\\d{1,18})");

  static PackedField of(PackedVolume volume) {
    BrickLayout layout = new BrickLayout(volume.size());
    long longest = 0;
    RowTable table = new RowTable(volume);
    long begin = table.entry(0);
    for (long row = 0; row < layout.rows(); row++) {
      long end = table.entry(row + 1);
      longest = Math.max(longest, end - begin);
      begin = end;
    }
    return new PackedField(volume.type(), volume.size(), longest);
  }

  /**
   * @throws IllegalArgumentException naming the rule that the text breaks
   */
  static PackedField parse(String text) {
    Matcher found = TEXT.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException(
          "must be a type, a size and bytes, such as INT16 512x512x400 4711, is " + text);
    }
    Size3 size = new Size3(length(found, 2), length(found, 3), length(found, 4));
    long longest = Long.parseLong(found.group(5));
    BrickLayout layout = new BrickLayout(size);
    if (longest < layout.rowLength() || longest > layout.mostRowBytes()) {
      throw new IllegalArgumentException(
          Text.format(
              "the longest row must have %d to %d bytes, has %d",
              layout.rowLength(), layout.mostRowBytes(), longest));
    }
    return new PackedField(type(found.group(1)), size, longest);
  }

  private static VoxelType type(String name) {
    return Arrays.stream(VoxelType.values())
        .filter(type -> type.canBePacked() && type.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no packed volume is of type " + name + "; one of INT16, FLOAT32 … is"));
  }

  private static int length(Matcher found, int group) {
    long voxels = Long.parseLong(found.group(group));
    if (voxels > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.format(
              "the size must be at most %d voxels along each axis, is %d",
              Integer.MAX_VALUE, voxels));
    }
    return (int) voxels;
  }

  /**
   * The tensor that it describes.
   *
   * @throws IllegalArgumentException if a packed volume of that size cannot have so many bytes
   */
  TensorInfo tensor(String name, long offset, long bytes) {
    BrickLayout layout = new BrickLayout(size);
    long rows = bytes - layout.rowsBegin() - BrickLayout.TAIL_BYTES;
    if (rows < 0 || rows / layout.rowLength() < layout.rows()) {
      throw new IllegalArgumentException(
          Text.format("%s voxels packed have more bytes than %d", size, bytes));
    }
    return new TensorInfo(name, type, size, offset, new PackedBytes(bytes, longestRow));
  }

  @Override
  public String toString() {
    return Text.format("%s %dx%dx%d %d", type, size.x(), size.y(), size.z(), longestRow);
  }
}
