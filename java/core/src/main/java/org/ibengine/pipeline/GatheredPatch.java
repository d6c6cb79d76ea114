package org.ibengine.pipeline;

import java.nio.ByteBuffer;
import java.util.Set;
import org.ibengine.plan.PatchRequest;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;

/**
 * One patch of a batch in host memory, while a {@link PatchTransform} changes it. Of one thread.
 */
public final class GatheredPatch {
  private final BatchShape shape;
  private final HostSlot slot;
  private final int item; // in the batch
  private final PatchRequest request;
  private final long seed;
  private boolean ended;

  GatheredPatch(BatchShape shape, HostSlot slot, int item, PatchRequest request, long seed) {
    this.shape = shape;
    this.slot = slot;
    this.item = item;
    this.request = request;
    this.seed = seed;
  }

  /** What it shows: case, instance, where it was cut and how it was varied. */
  public PatchRequest request() {
    return request;
  }

  /** For what is drawn for this patch: its own, and the same in every run of this epoch. */
  public long seed() {
    return seed;
  }

  /** In voxels. */
  public Size3 size() {
    return shape.patch();
  }

  /** What it has; image and label always. */
  public Set<BatchPart> parts() {
    return shape.parts();
  }

  /** Of the elements of a part. */
  public ElementType type(BatchPart part) {
    return shape.type(part);
  }

  /** How many a part has; of the image, one per modality. */
  public int channels(BatchPart part) {
    return shape.channels(part);
  }

  /**
   * The voxels of one channel, to read and to write: (Z, Y, X), x fastest, little-endian. The
   * engine's memory, which shows other patches later: not to be used after the call.
   *
   * @throws IllegalArgumentException if the batch lacks the part or the part the channel
   * @throws IllegalStateException after the call the patch was given to
   * @throws ArithmeticException if a channel of a patch has 2 GiB or more
   */
  public ByteBuffer voxels(BatchPart part, int channel) {
    if (ended) {
      throw new IllegalStateException("a patch may be changed only while its transform runs");
    }
    if (!shape.has(part) || channel < 0 || channel >= shape.channels(part)) {
      throw new IllegalArgumentException(
          "the batch has no channel "
              + channel
              + " of "
              + part.key()
              + ", its parts are "
              + parts());
    }
    return slot.buffer(part)
        .view(shape.offset(part, item, channel), Math.toIntExact(shape.channelBytes(part)));
  }

  void end() {
    ended = true;
  }
}
