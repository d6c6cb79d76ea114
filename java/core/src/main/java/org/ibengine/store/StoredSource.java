package org.ibengine.store;

import java.util.List;
import org.ibengine.volume.Size3;

/**
 * Something patches are cut from: a whole case, or one stored patch of it. All volumes have the
 * same size.
 *
 * @param name for messages, as {@code patient07} or {@code patient07 positive 0003}
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
}
