package org.ibengine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.error.Failures;
import org.ibengine.pipeline.BatchShape;
import org.ibengine.pipeline.BatchSlot;
import org.ibengine.pipeline.FilledBatch;
import org.ibengine.tensor.BatchPart;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Size3;

/**
 * Patches in memory, ready for a training step. The batch is valid until you close it or ask the
 * epoch for the next one, or, if you {@link #keep} it, until you close it. Its memory then returns
 * to the engine, and the tensors refuse to be used. Addresses taken from them must not be used any
 * more; views taken from them may show another batch, see {@link Tensor#bytes}. Many threads may
 * read the tensors, and any thread may close the batch.
 */
public final class Batch implements AutoCloseable {
  private final int step;
  private final BatchSlot slot;
  private final Map<BatchPart, BatchMemory> memory = new EnumMap<>(BatchPart.class);
  private final Map<BatchPart, Tensor> tensors = new EnumMap<>(BatchPart.class);
  private final DeviceEvent ready;
  private final List<BatchItem> items;
  private final AtomicReference<Runnable> giveBack;
  private volatile boolean kept;

  Batch(FilledBatch filled, BatchShape shape, List<BatchItem> items, Runnable giveBack) {
    this.step = filled.step();
    this.slot = filled.slot();
    for (BatchPart part : shape.parts()) {
      BatchMemory held = new BatchMemory(slot.memory(part), step);
      memory.put(part, held);
      tensors.put(part, tensor(part, held, shape));
    }
    this.ready = slot.ready();
    this.items = List.copyOf(items);
    this.giveBack = new AtomicReference<>(giveBack);
  }

  private Tensor tensor(BatchPart part, BatchMemory held, BatchShape shape) {
    Size3 patch = part.isByVoxel() ? shape.patch() : new Size3(1, 1, 1);
    return new Tensor(
        shape.type(part),
        slot.device(),
        held,
        shape.batch(),
        shape.channels(part),
        patch.z(),
        patch.y(),
        patch.x());
  }

  /** Position in the epoch, from 0. */
  public int step() {
    return step;
  }

  /**
   * Intensities, shape (batch, modalities, Z, Y, X), in [0, 1] before augmentation.
   *
   * @throws IllegalStateException once the batch was closed
   */
  public Tensor image() {
    return tensor(BatchPart.IMAGE);
  }

  /**
   * Label values as in the label map, shape (batch, 1, Z, Y, X), uint8; 0 is background and
   * padding.
   *
   * @throws IllegalStateException once the batch was closed
   */
  public Tensor label() {
    return tensor(BatchPart.LABEL);
  }

  /** Whether {@link #weights} are delivered. */
  public boolean hasWeights() {
    return has(BatchPart.WEIGHTS);
  }

  /**
   * One weight per voxel, shape (batch, 1, Z, Y, X), float32, of the kind asked for.
   *
   * @throws IllegalStateException once the batch was closed, or if no weights were asked for
   */
  public Tensor weights() {
    return tensor(BatchPart.WEIGHTS);
  }

  /** Whether {@link #instances} are delivered. */
  public boolean hasInstances() {
    return has(BatchPart.INSTANCES);
  }

  /**
   * The dataset's instance id of every voxel, shape (batch, 1, Z, Y, X), int32; 0 is background and
   * padding. Ids count from 1 in each case: {@link BatchItem#caseName} tells which.
   *
   * @throws IllegalStateException once the batch was closed, or if no ids were asked for
   */
  public Tensor instances() {
    return tensor(BatchPart.INSTANCES);
  }

  /** Whether {@link #coordinates} are delivered. */
  public boolean hasCoordinates() {
    return has(BatchPart.COORDINATES);
  }

  /**
   * Where each voxel lies in the volume of its case, shape (batch, 3, Z, Y, X), float32: channels
   * along x, y and z, from −1 at the centre of the first voxel of the axis to 1 at that of the
   * last, 0 on an axis of one voxel. Padding continues beyond 1. Turned and flipped with the image.
   *
   * @throws IllegalStateException once the batch was closed, or if none were asked for
   */
  public Tensor coordinates() {
    return tensor(BatchPart.COORDINATES);
  }

  /** Whether {@link #foreground} is delivered. */
  public boolean hasForeground() {
    return has(BatchPart.FOREGROUND);
  }

  /**
   * How many voxels of the label of each patch are not 0, in the order of the first dimension:
   * counted as the label is gathered, before a {@link org.ibengine.pipeline.PatchTransform}. A
   * copy. On a device, blocks until the batch is written.
   *
   * @throws IllegalStateException once the batch was closed, or if no counts were asked for
   */
  public int[] foreground() {
    Tensor counts = tensor(BatchPart.FOREGROUND);
    ByteBuffer copy = ByteBuffer.allocate((int) counts.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    counts.copyTo(0, copy);
    int[] voxels = new int[(int) counts.elements()];
    copy.flip().asIntBuffer().get(voxels);
    return voxels;
  }

  /** Whether the batch has that part; image and label are always there. */
  public boolean has(BatchPart part) {
    return tensors.containsKey(part);
  }

  /** What the batch has, in this order. */
  public Set<BatchPart> parts() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /**
   * The tensor of a part, as the method named after it returns it.
   *
   * @throws IllegalStateException once the batch was closed, or if the part was not asked for
   */
  public Tensor tensor(BatchPart part) {
    requireOpen();
    Tensor tensor = tensors.get(part);
    if (tensor == null) {
      throw new IllegalStateException(part.missing());
    }
    return tensor;
  }

  /**
   * The tensors of all {@link #parts}, in their order.
   *
   * @throws IllegalStateException once the batch was closed
   */
  public List<Tensor> tensors() {
    requireOpen();
    return List.copyOf(tensors.values());
  }

  private void requireOpen() {
    memory.get(BatchPart.IMAGE).requireOpen();
  }

  /**
   * Passes when the tensors may be read; on the host, it has already passed. On a device, you
   * receive the batch before it is written: make the stream that reads it wait for this event,
   * through {@link DeviceEvent#handle}, or wait yourself with {@link DeviceEvent#await}. Do not
   * close it; it is of no use once the batch is closed.
   */
  public DeviceEvent ready() {
    requireOpen();
    return ready;
  }

  /**
   * Keeps the memory for the caller until {@link #close}: neither the next batch nor the end of the
   * epoch or the engine takes it back. An epoch whose slots are all kept waits for one, and says so
   * in the log after 30 s.
   */
  public Batch keep() {
    requireOpen();
    kept = true;
    return this;
  }

  boolean kept() {
    return kept;
  }

  /** What the patches show, in the order of the first dimension. */
  public List<BatchItem> items() {
    return items;
  }

  /**
   * Returns the memory; work on a device that reads it must have finished or been waited for. Does
   * not block. Idempotent.
   */
  @Override
  public void close() {
    closeOnce(() -> {});
  }

  /**
   * Returns the memory without waiting for the device: the next batch is written there after the
   * work that is queued on {@code stream} now. Does not block. A no-op once the batch is closed.
   *
   * @param stream native handle ({@code CUstream} or {@code cudaStream_t}) of a stream of the
   *     batch's device; 0 and 1 are the default stream, 2 is that of the calling thread
   * @throws UnsupportedOperationException if the batch lies in host memory; it stays open
   * @throws org.ibengine.error.BackendFailureException if the device failed; the batch is closed
   */
  public void closeAfter(long stream) {
    if (slot.device().equals(Device.CPU)) {
      throw new UnsupportedOperationException(
          "closeAfter is for batches in device memory, this one is in host memory; wait for the stream, then close");
    }
    closeOnce(() -> slot.releaseAfter(stream));
  }

  private void closeOnce(Runnable before) {
    Runnable once = giveBack.getAndSet(null);
    if (once != null) {
      memory.values().forEach(BatchMemory::end);
      Failures failures = new Failures();
      failures.collect(before);
      failures.collect(once);
      failures.rethrow();
    }
  }
}
