package org.ibengine.ratio;

import org.ibengine.volume.Size3;

/**
 * What a batch of patches takes in memory.
 *
 * @param patches of a batch
 * @param modalities of each patch
 * @param imageBytes of a voxel of a modality: 4 in float32, 2 in float16
 * @param extras further tensors of 4 bytes per voxel: weights, instance maps
 */
public record BatchBytes(int patches, int modalities, int imageBytes, int extras) {
  private static final int LABEL_BYTES = 1;

  /**
   * Bytes of a batch: patches · voxels · (modalities · bytes + 1 for the label + 4 for each further
   * tensor).
   *
   * @throws ArithmeticException beyond 2^63
   */
  public long of(Size3 size) {
    long perVoxel = (long) modalities * imageBytes + LABEL_BYTES + (long) extras * Float.BYTES;
    return Math.multiplyExact(Math.multiplyExact(patches, size.voxels()), perVoxel);
  }
}
