package org.ibengine.torch;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.tensor.BatchPart;
import org.ibengine.text.Text;
import org.ibengine.torch.memory.TensorScope;

/**
 * A batch as libtorch tensors on the engine's own memory: nothing is copied, writes go through. The
 * memory returns to the engine when this batch is closed <em>and</em> every other tensor on it
 * (views, slices, what a graph of gradients keeps) is gone; until then, the engine does not touch
 * it. Closed by {@link TorchBatches#next}, unless it is kept. Any thread may close it.
 */
public final class TorchBatch implements AutoCloseable {
  private final int step;
  private final List<BatchItem> items;
  private final Map<BatchPart, Tensor> tensors = new EnumMap<>(BatchPart.class);
  private boolean kept;
  private boolean closed;

  TorchBatch(Batch batch, SharedBatch shared) {
    step = batch.step();
    items = batch.items();
    for (BatchPart part : batch.parts()) {
      tensors.put(part, own(batch.tensor(part), shared));
    }
  }

  /**
   * Keeps {@code batch}, which this object closes from now on: for code that asks an {@link
   * org.ibengine.Epoch} itself. Orders work on a device as {@link TorchBatches} does. Does not
   * block.
   *
   * @throws org.ibengine.error.BackendUnavailableException if libtorch cannot be loaded; the batch
   *     then remains the caller's
   */
  public static TorchBatch of(Batch batch) {
    Libtorch.load();
    return TorchBatches.wrap(batch, any -> {}).keep();
  }

  /** Held by this object alone: a scope around a whole epoch would hold all slots. */
  private static Tensor own(org.ibengine.tensor.Tensor tensor, SharedBatch shared) {
    return TensorScope.outlive(BorrowedMemory.tensor(tensor, shared.use()));
  }

  /** Position in the epoch, from 0. */
  public int step() {
    return step;
  }

  /** What the patches show, in the order of the first dimension. */
  public List<BatchItem> items() {
    return items;
  }

  /**
   * Intensities, shape (batch, modalities, Z, Y, X), contiguous, kFloat or kHalf. The same object
   * each time; {@link #close} closes it.
   *
   * @throws IllegalStateException once the batch was closed
   */
  public Tensor image() {
    return tensor(BatchPart.IMAGE);
  }

  /**
   * Label values as in the label map, shape (batch, 1, Z, Y, X), contiguous, kByte; 0 is background
   * and padding. The same object each time; {@link #close} closes it.
   *
   * @throws IllegalStateException once the batch was closed
   */
  public Tensor label() {
    return tensor(BatchPart.LABEL);
  }

  /**
   * One weight per voxel, shape (batch, 1, Z, Y, X), contiguous, kFloat. The same object each time;
   * {@link #close} closes it.
   *
   * @throws IllegalStateException once the batch was closed, or if the engine was asked for none
   */
  public Tensor weights() {
    return tensor(BatchPart.WEIGHTS);
  }

  /**
   * The instance id of every voxel, shape (batch, 1, Z, Y, X), contiguous, kInt; 0 is background
   * and padding. The same object each time; {@link #close} closes it.
   *
   * @throws IllegalStateException once the batch was closed, or if the engine was asked for none
   */
  public Tensor instances() {
    return tensor(BatchPart.INSTANCES);
  }

  /**
   * Where each voxel lies in the volume of its case, shape (batch, 3, Z, Y, X), contiguous, kFloat,
   * see {@link Batch#coordinates}. The same object each time; {@link #close} closes it.
   *
   * @throws IllegalStateException once the batch was closed, or if the engine was asked for none
   */
  public Tensor coordinates() {
    return tensor(BatchPart.COORDINATES);
  }

  /**
   * The tensor of a part, as the method named after it returns it.
   *
   * @throws IllegalStateException once the batch was closed, or if the part was not asked for
   */
  public synchronized Tensor tensor(BatchPart part) {
    requireOpen();
    Tensor tensor = tensors.get(part);
    if (tensor == null) {
      throw new IllegalStateException(part.missing());
    }
    return tensor;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          Text.format("batch %d was closed; use it before asking for the next, or keep it", step));
    }
  }

  /** Keeps it until {@link #close}. An epoch whose slots are all in use waits. */
  public synchronized TorchBatch keep() {
    requireOpen();
    kept = true;
    return this;
  }

  synchronized void closeUnlessKept() {
    if (!kept) {
      close();
    }
  }

  /** Closes all tensors. Idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      tensors.values().forEach(Tensor::releaseReference);
    }
  }
}
