package org.ibengine.pipeline;

import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;

/**
 * What one rank's batch looks like: image (batch, channels, Z, Y, X) of {@code type}, label (batch,
 * 1, Z, Y, X) uint8.
 */
public record BatchShape(int batch, int channels, Size3 patch, ElementType type) {
  /** Bytes of one channel of one patch. */
  public long channelBytes() {
    return patch.voxels() * type.sizeBytes();
  }

  /** Where a channel of an item begins in the image, in bytes. */
  long imageOffset(int item, int channel) {
    return ((long) item * channels + channel) * channelBytes();
  }

  /** Where an item begins in the label, in bytes. */
  long labelOffset(int item) {
    return item * patch.voxels();
  }

  public long imageBytes() {
    return Math.multiplyExact(channelBytes(), (long) batch * channels);
  }

  public long labelBytes() {
    return Math.multiplyExact(patch.voxels(), (long) batch);
  }
}
