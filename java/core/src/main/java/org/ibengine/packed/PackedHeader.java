package org.ibengine.packed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * The first {@link BrickLayout#HEADER_BYTES} bytes of a packed volume.
 *
 * @param base what the codes of voxels are counted from
 * @param totalBytes of the packed volume, header and tail included
 */
record PackedHeader(Size3 size, VoxelType type, int base, long totalBytes) {
  private static final int MAGIC = 0x4b504249; // IBPK
  private static final int VERSION = 1;

  private static final int SIZE_AT = 8;
  private static final int TYPE_AT = 20;
  private static final int BASE_AT = 24;
  private static final int ZERO_AT = 28;
  private static final int TOTAL_AT = 32;
  private static final int REST_AT = 40;

  /** Writes it to the start of {@code out}, little-endian. */
  void write(ByteBuffer out) {
    ByteBuffer bytes = out.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(MAGIC).putInt(VERSION);
    bytes.putInt(size.x()).putInt(size.y()).putInt(size.z());
    bytes.putInt(type.ordinal()).putInt(base).putInt(0).putLong(totalBytes);
    bytes.put(new byte[BrickLayout.HEADER_BYTES - REST_AT]);
  }

  static int base(ByteBuffer header) {
    return header.getInt(BASE_AT);
  }

  /** What is wrong with a header that should say this; empty if nothing is. */
  Optional<String> problem(ByteBuffer header) {
    if (header.getInt(0) != MAGIC) {
      return Optional.of("does not begin with IBPK");
    }
    if (header.getInt(4) != VERSION) {
      return Optional.of(
          Text.format("must be of version %d, is of %d", VERSION, header.getInt(4) & 0xffffffffL));
    }
    return wrongSize(header).or(() -> wrongKind(header));
  }

  private Optional<String> wrongSize(ByteBuffer header) {
    for (int axis = 0; axis < 3; axis++) {
      if (header.getInt(SIZE_AT + 4 * axis) != size.get(axis)) {
        return Optional.of(
            Text.format(
                "must have %d voxels along %s, has %d",
                size.get(axis),
                "xyz".charAt(axis),
                header.getInt(SIZE_AT + 4 * axis) & 0xffffffffL));
      }
    }
    return Optional.empty();
  }

  private Optional<String> wrongKind(ByteBuffer header) {
    if (header.getInt(TYPE_AT) != type.ordinal()) {
      return Optional.of(
          Text.format(
              "must be of type %s (%d), is of %d",
              type, type.ordinal(), header.getInt(TYPE_AT) & 0xffffffffL));
    }
    if (header.getLong(TOTAL_AT) != totalBytes) {
      return Optional.of(
          Text.format("must have %d bytes, says %d", totalBytes, header.getLong(TOTAL_AT)));
    }
    return hasZeros(header)
        ? Optional.empty()
        : Optional.of("must have 0 where its header has no field");
  }

  private static boolean hasZeros(ByteBuffer header) {
    boolean zero = header.getInt(ZERO_AT) == 0;
    for (int at = REST_AT; at < BrickLayout.HEADER_BYTES; at++) {
      zero &= header.get(at) == 0;
    }
    return zero;
  }
}
