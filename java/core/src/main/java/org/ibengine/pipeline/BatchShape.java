package org.ibengine.pipeline;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.ibengine.backend.WeightRule;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Sums;

/**
 * What one rank's batch looks like: its parts, as {@link BatchPart} says. Numbers of bytes that do
 * not fit a long are {@link Long#MAX_VALUE}.
 *
 * @param channels of the image
 * @param type of the image
 * @param weights how they are made; null if they are not among the parts
 * @param parts image and label are always among them, in the order of {@link BatchPart}
 */
public record BatchShape(
    int batch,
    int channels,
    Size3 patch,
    ElementType type,
    WeightRule weights,
    Set<BatchPart> parts) {
  public BatchShape {
    EnumSet<BatchPart> all = EnumSet.of(BatchPart.IMAGE, BatchPart.LABEL);
    all.addAll(parts);
    parts = Collections.unmodifiableSet(all);
  }

  /** Only image and label. */
  public BatchShape(int batch, int channels, Size3 patch, ElementType type) {
    this(batch, channels, patch, type, null, Set.of());
  }

  public boolean has(BatchPart part) {
    return parts.contains(part);
  }

  /** Elements of a part. */
  public ElementType type(BatchPart part) {
    return part.type(type);
  }

  public int channels(BatchPart part) {
    return part.channels(channels);
  }

  /** Bytes of all patches; 0 if the batch lacks the part. */
  public long bytes(BatchPart part) {
    return has(part) ? Sums.product(channelBytes(part), batch, channels(part)) : 0;
  }

  /** Bytes of one channel of one patch. */
  long channelBytes(BatchPart part) {
    return part.isByVoxel()
        ? Sums.product(patch.x(), patch.y(), patch.z(), type(part).sizeBytes())
        : type(part).sizeBytes();
  }

  /** Where a channel of an item begins in a part, in bytes. */
  long offset(BatchPart part, int item, int channel) {
    return ((long) item * channels(part) + channel) * channelBytes(part);
  }

  /** Whether weights or instance ids are wanted. */
  boolean needsInstances() {
    return has(BatchPart.WEIGHTS) || has(BatchPart.INSTANCES);
  }

  /** Bytes of all tensors. */
  public long totalBytes() {
    return Sums.sum(parts.stream().mapToLong(this::bytes).toArray());
  }
}
