package org.ibengine.store;

import java.util.List;
import org.ibengine.volume.Size3;

/**
 * Something patches are cut from: a whole case, or one stored patch of it. All volumes have the
 * same size.
 *
 * @param name for messages, as {@code case patient07} or {@code case patient07 positive patch 3}
 * @param caseName the case it belongs to
 * @param channels one per modality, in channel order
 * @param label the label map, UINT8 once decoded
 */
public record StoredSource(
    String name, String caseName, Size3 size, List<Channel> channels, StoredVolume label) {

  /**
   * One modality.
   *
   * @param rawLow see {@link org.ibengine.index.ModalityIndex}; unused where {@code normalised}
   * @param normalised true if the voxels already lie in [0, 1]
   */
  public record Channel(StoredVolume volume, double rawLow, double rawHigh, boolean normalised) {}

  public StoredSource {
    channels = List.copyOf(channels);
  }

  /** Bytes of all volumes once decoded. */
  public long sizeBytes() {
    return label.sizeBytes()
        + channels.stream().mapToLong(channel -> channel.volume().sizeBytes()).sum();
  }

  /** The most memory that reading takes, one volume after the other, besides {@link #sizeBytes}. */
  public long readingBytes() {
    return channels.stream()
        .mapToLong(channel -> channel.volume().readingBytes())
        .reduce(label.readingBytes(), Math::max);
  }

  /** True if patches can be cut from its files as they lie on disk. */
  public boolean mappable() {
    return StoredVolumes.mappable(label)
        && channels.stream().allMatch(channel -> StoredVolumes.mappable(channel.volume()));
  }

  /**
   * Returns if all its files are what they were when the dataset was opened; blocks on the disk.
   *
   * @throws org.ibengine.error.DatasetException naming the file that is not
   */
  public void requireUnchanged() {
    label.stamp().require(label.file());
    for (Channel channel : channels) {
      if (!channel.volume().file().equals(label.file())) {
        channel.volume().stamp().require(channel.volume().file());
      }
    }
  }
}
