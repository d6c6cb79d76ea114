package org.ibengine;

import java.util.List;
import org.ibengine.tensor.Tensor;

/**
 * Patches in memory, ready for a training step. Its memory goes back to the engine when it is
 * closed or the epoch is asked for the next batch, whichever comes first; the tensors must not be
 * used after that. Not thread-safe, but its tensors may be read by many threads.
 */
public final class Batch implements AutoCloseable {
  private final int step;
  private final Tensor image;
  private final Tensor label;
  private final List<BatchItem> items;
  private Runnable giveBack;

  Batch(int step, Tensor image, Tensor label, List<BatchItem> items, Runnable giveBack) {
    this.step = step;
    this.image = image;
    this.label = label;
    this.items = List.copyOf(items);
    this.giveBack = giveBack;
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
    requireOpen();
    return image;
  }

  /**
   * Label values as in the label map, shape (batch, 1, Z, Y, X), uint8; 0 is background and
   * padding.
   *
   * @throws IllegalStateException once the batch was closed
   */
  public Tensor label() {
    requireOpen();
    return label;
  }

  /** What the patches show, in the order of the first dimension. */
  public List<BatchItem> items() {
    return items;
  }

  private void requireOpen() {
    if (giveBack == null) {
      throw new IllegalStateException(
          "batch %d was closed, its memory holds another one; use a batch before asking for the next"
              .formatted(step));
    }
  }

  /** Gives the memory back. Idempotent. */
  @Override
  public void close() {
    if (giveBack != null) {
      Runnable once = giveBack;
      giveBack = null;
      once.run();
    }
  }
}
