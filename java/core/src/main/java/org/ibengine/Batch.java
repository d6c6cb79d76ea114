package org.ibengine;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.ibengine.pipeline.BatchShape;
import org.ibengine.pipeline.FilledBatch;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Size3;

/**
 * Patches in memory, ready for a training step. Its memory goes back to the engine when it is
 * closed or the epoch is asked for the next batch, whichever comes first; the tensors refuse to be
 * used after that, and addresses and views taken from them must not be used. The tensors may be
 * read by many threads, and any thread may close the batch.
 */
public final class Batch implements AutoCloseable {
  private final int step;
  private final BatchMemory imageMemory;
  private final BatchMemory labelMemory;
  private final Tensor image;
  private final Tensor label;
  private final List<BatchItem> items;
  private final AtomicReference<Runnable> giveBack;

  Batch(FilledBatch filled, BatchShape shape, List<BatchItem> items, Runnable giveBack) {
    Size3 patch = shape.patch();
    this.step = filled.step();
    this.imageMemory = new BatchMemory(filled.slot().image(), step);
    this.labelMemory = new BatchMemory(filled.slot().label(), step);
    this.image = tensor(shape.type(), imageMemory, shape.batch(), shape.channels(), patch);
    this.label = tensor(ElementType.UINT8, labelMemory, shape.batch(), 1, patch);
    this.items = List.copyOf(items);
    this.giveBack = new AtomicReference<>(giveBack);
  }

  private static Tensor tensor(
      ElementType type, BatchMemory memory, int batch, int channels, Size3 patch) {
    return new Tensor(type, Device.CPU, memory, batch, channels, patch.z(), patch.y(), patch.x());
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
    imageMemory.requireOpen();
    return image;
  }

  /**
   * Label values as in the label map, shape (batch, 1, Z, Y, X), uint8; 0 is background and
   * padding.
   *
   * @throws IllegalStateException once the batch was closed
   */
  public Tensor label() {
    labelMemory.requireOpen();
    return label;
  }

  /** What the patches show, in the order of the first dimension. */
  public List<BatchItem> items() {
    return items;
  }

  /** Gives the memory back. Idempotent. */
  @Override
  public void close() {
    Runnable once = giveBack.getAndSet(null);
    if (once != null) {
      imageMemory.close();
      labelMemory.close();
      once.run();
    }
  }
}
