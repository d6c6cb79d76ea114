package org.ibengine.store;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ibengine.index.RawScale;
import org.ibengine.packed.BrickLayout;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Something patches are cut from: a whole case, or one stored patch of it. All volumes have the
 * same size.
 *
 * @param name for messages, such as {@code case patient07} or {@code case patient07 positive patch
 *     3}
 * @param caseName the case it belongs to
 * @param channels one per modality, in channel order
 * @param label the label map, UINT8 once decoded
 * @param instances what is in the label map; null unless a map of them is wanted
 */
public record StoredSource(
    String name,
    String caseName,
    Size3 size,
    List<Channel> channels,
    SourceVolume label,
    StoredInstances instances) {

  /**
   * One modality.
   *
   * @param scale what is done with its voxels; empty if they are normalised already
   */
  public record Channel(SourceVolume volume, Optional<RawScale> scale) {

    /** Voxels that are normalised already. */
    public static Channel normalised(SourceVolume volume) {
      return new Channel(volume, Optional.empty());
    }
  }

  public StoredSource {
    channels = List.copyOf(channels);
  }

  /** Without an instance map. */
  public StoredSource(
      String name, String caseName, Size3 size, List<Channel> channels, SourceVolume label) {
    this(name, caseName, size, channels, label, null);
  }

  /** All of them, the label map last. */
  public Stream<SourceVolume> volumes() {
    return Stream.concat(channels.stream().map(Channel::volume), Stream.of(label));
  }

  /** Bytes of the voxels of all volumes. */
  public long sizeBytes() {
    return volumes().mapToLong(SourceVolume::sizeBytes).sum();
  }

  /** Bytes of all volumes once loaded. */
  public long loadedBytes() {
    return volumes().mapToLong(SourceVolume::loadedBytes).sum();
  }

  /** Of {@link #loadedBytes}, those of volumes that are packed. */
  public long packedBytes() {
    return volumes().filter(SourceVolume::isPacked).mapToLong(SourceVolume::loadedBytes).sum();
  }

  /**
   * The most memory that reading takes, one volume after the other, besides {@link #loadedBytes}.
   */
  public long readingBytes() {
    return volumes().mapToLong(SourceVolume::readingBytes).max().orElse(0);
  }

  /** True if the rows of a patch can be read without the rest of the volumes. */
  public boolean sliceable() {
    return label.sliceable();
  }

  /** Whether rows for a patch of that size are read packed. */
  public boolean staysPacked(Size3 patch) {
    return sliceable() && packedRowsBytes(patch) < rawRowsBytes(patch);
  }

  /**
   * Some rows of all volumes.
   *
   * @param packed whether volumes that are packed stay so
   * @param patch what they are read for
   */
  public record Rows(Box box, boolean packed, Size3 patch) {
    /** The most bytes that such rows of a volume take, wherever they begin. */
    public long mostBytes(SourceVolume volume) {
      return volume.rowsBytes(
          Math.min(volume.size().y(), patch.y()), Math.min(volume.size().z(), patch.z()));
    }
  }

  /**
   * The rows that hold a patch, whole along x; a patch may begin before the volume, and one row is
   * read for one that lies outside. Where volumes are packed and stay so, whole bricks; raw where
   * that takes less memory.
   */
  public Rows rowsOf(Index3 corner, Size3 patch) {
    int beginY = Math.min(Math.max(0, corner.y()), size.y() - 1);
    int beginZ = Math.min(Math.max(0, corner.z()), size.z() - 1);
    int endY = end(corner.y(), patch.y(), size.y());
    int endZ = end(corner.z(), patch.z(), size.z());
    Box rows = new Box(new Index3(0, beginY, beginZ), new Index3(size.x(), endY, endZ));
    return packedRowsBytes(patch) < rawRowsBytes(patch)
        ? new Rows(new BrickLayout(size).whole(rows), true, patch)
        : new Rows(rows, false, patch);
  }

  /** One row at least, also for a patch that lies outside. */
  private static int end(int corner, int patch, int size) {
    return (int) Math.max(1, Math.min(size, (long) corner + patch));
  }

  /** Bytes to be held for one patch: its rows where they can be read alone, else everything. */
  public long patchBytes(Size3 patch) {
    return sliceable() ? Math.min(packedRowsBytes(patch), rawRowsBytes(patch)) : loadedBytes();
  }

  private long rawRowsBytes(Size3 patch) {
    long rows = (long) Math.min(size.y(), patch.y()) * Math.min(size.z(), patch.z());
    return sizeBytes() / ((long) size.y() * size.z()) * rows;
  }

  /** The most, with the rows of raw volumes that the bricks of packed ones reach. */
  private long packedRowsBytes(Size3 patch) {
    if (volumes().noneMatch(SourceVolume::isPacked)) {
      return Long.MAX_VALUE;
    }
    int height = Math.min(size.y(), patch.y());
    int depth = Math.min(size.z(), patch.z());
    int reachedY = (int) Math.min(size.y(), height + 2L * (BrickLayout.Y - 1));
    int reachedZ = (int) Math.min(size.z(), depth + 2L * (BrickLayout.Z - 1));
    return volumes()
        .mapToLong(
            volume ->
                volume.isPacked()
                    ? volume.rowsBytes(height, depth)
                    : volume.rowsBytes(reachedY, reachedZ))
        .sum();
  }
}
