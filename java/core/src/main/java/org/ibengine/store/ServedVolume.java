package org.ibengine.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ibengine.error.IbException;
import org.ibengine.error.OwnPartException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * A volume whose voxels code of the user's gives.
 *
 * @param name of the modality, or {@link DatasetFolder#LABEL}
 * @param reader what gives them
 */
public record ServedVolume(
    String caseName, String name, Size3 size, VoxelType type, RowReader reader)
    implements SourceVolume {
  /** Asked for at a time at most, unless one row is longer. */
  private static final int CHUNK = 64 << 20;

  @Override
  public long readingBytes() {
    return 0;
  }

  @Override
  public boolean sliceable() {
    return true;
  }

  @Override
  public Volume read(BufferAllocator allocator, GzipCodec codec) {
    return readRows(new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z())), allocator);
  }

  @Override
  public Volume readRows(Box rows, BufferAllocator allocator) {
    Size3 part = rows.size();
    Volume volume = new Volume(part, type, allocator.allocate(part.voxels() * type.sizeBytes()));
    try {
      fill(rows, volume);
      return volume;
    } catch (RuntimeException | Error e) {
      volume.data().close();
      throw e;
    }
  }

  /** Some planes at a time, or some rows of a plane that is too large. */
  private void fill(Box rows, Volume volume) {
    long row = (long) size.x() * type.sizeBytes();
    int rowsAtOnce = (int) Math.max(1, Math.min(rows.size().y(), CHUNK / row));
    int planesAtOnce =
        rowsAtOnce < rows.size().y()
            ? 1
            : (int) Math.max(1, Math.min(rows.size().z(), CHUNK / (row * rowsAtOnce)));
    long at = 0;
    for (int z = rows.begin().z(); z < rows.end().z(); z += planesAtOnce) {
      int endZ = Math.min(rows.end().z(), z + planesAtOnce);
      for (int y = rows.begin().y(); y < rows.end().y(); y += rowsAtOnce) {
        int endY = Math.min(rows.end().y(), y + rowsAtOnce);
        Box part = new Box(new Index3(0, y, z), new Index3(size.x(), endY, endZ));
        int bytes = Math.toIntExact(part.size().voxels() * type.sizeBytes());
        read(part, volume.data().view(at, bytes));
        at += bytes;
      }
    }
  }

  private void read(Box part, ByteBuffer into) {
    int bytes = into.remaining();
    try {
      reader.read(part, into.order(ByteOrder.LITTLE_ENDIAN));
    } catch (Exception e) { // other languages throw checked ones undeclared
      throw new OwnPartException(
          Text.format("%s: its source could not read voxels %s: %s", place(), part, e), e);
    }
    if (into.position() != bytes) { // its limit may have been moved
      throw new OwnPartException(
          Text.format(
              "%s: its source must write all %d bytes of voxels %s, wrote %d",
              place(), bytes, part, into.position()));
    }
  }

  private String place() {
    return Text.format("case %s, volume %s", caseName, name);
  }

  @Override
  public IbException differs(String recorded, String found) {
    return new OwnPartException(
        Text.format(
            "%s: the label map must hold %s as the index of its source says, holds %s; measure the case again",
            place(), recorded, found));
  }
}
