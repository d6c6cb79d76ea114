package org.ibengine.pipeline;

import org.ibengine.backend.WeightRule;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Sums;

/**
 * What one rank's batch looks like: image (batch, channels, Z, Y, X) of {@code type}, label (batch,
 * 1, Z, Y, X) uint8; where they are asked for, weights (batch, 1, Z, Y, X) float32 and instances
 * (batch, 1, Z, Y, X) int32. Bytes that no long holds are {@link Long#MAX_VALUE}.
 *
 * @param weights null for none
 * @param instances whether instance ids are wanted
 */
public record BatchShape(
    int batch, int channels, Size3 patch, ElementType type, WeightRule weights, boolean instances) {
  /** Image and label alone. */
  public BatchShape(int batch, int channels, Size3 patch, ElementType type) {
    this(batch, channels, patch, type, null, false);
  }

  /** Bytes of one channel of one patch. */
  public long channelBytes() {
    return Sums.product(voxels(), type.sizeBytes());
  }

  private long voxels() {
    return Sums.product(patch.x(), patch.y(), patch.z());
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
    return Sums.product(channelBytes(), batch, channels);
  }

  public long labelBytes() {
    return Sums.product(voxels(), batch);
  }

  /** 0 where none are wanted. */
  public long weightBytes() {
    return weights == null ? 0 : Sums.product(labelBytes(), Float.BYTES);
  }

  /** Of the instance ids; 0 where none are wanted. */
  public long instanceBytes() {
    return instances ? Sums.product(labelBytes(), Integer.BYTES) : 0;
  }

  /** Whether weights or instance ids are wanted. */
  boolean needsInstances() {
    return weights != null || instances;
  }

  /** Where an item begins in the weights or the instance ids, in bytes. */
  long wideOffset(int item) {
    return item * patch.voxels() * Integer.BYTES;
  }

  /** Of all tensors. */
  public long totalBytes() {
    return Sums.sum(imageBytes(), labelBytes(), weightBytes(), instanceBytes());
  }
}
