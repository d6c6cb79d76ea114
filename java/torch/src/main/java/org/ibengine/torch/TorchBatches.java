package org.ibengine.torch;

import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Consumer;
import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.Tensor;

/**
 * The batches of an epoch as libtorch tensors, without a copy. If they lie on a device, work queued
 * on libtorch's current stream of that device starts after they are filled, without waiting on the
 * host. Belongs to one thread at a time. The caller still closes the epoch. A loop closes its last
 * batch when it ends; if it may be left earlier, call {@link #close}.
 *
 * <pre>{@code
 * for (TorchBatch batch : TorchBatches.of(epoch)) {
 *   step(batch.image(), batch.label());
 * }
 * }</pre>
 */
public final class TorchBatches
    implements Iterable<TorchBatch>, Iterator<TorchBatch>, AutoCloseable {
  private final Epoch epoch;
  private final Consumer<Batch> beforeReturn;
  private TorchBatch current;

  private TorchBatches(Epoch epoch, Consumer<Batch> beforeReturn) {
    Libtorch.load();
    this.epoch = epoch;
    this.beforeReturn = beforeReturn;
  }

  /**
   * @throws org.ibengine.error.BackendUnavailableException if libtorch cannot be loaded
   */
  public static TorchBatches of(Epoch epoch) {
    return new TorchBatches(epoch, batch -> {});
  }

  /**
   * As {@link #of}, to find uses after a batch's end: fills host memory with 0xFF (NaN in images
   * and weights, 255 in labels, −1 in instance ids) before it returns to the engine. Device memory
   * is left alone.
   *
   * @throws org.ibengine.error.BackendUnavailableException if libtorch cannot be loaded
   */
  public static TorchBatches poisoned(Epoch epoch) {
    return new TorchBatches(epoch, Poison::fill);
  }

  @Override
  public boolean hasNext() {
    return epoch.hasNext();
  }

  /**
   * The next batch; closes the previous one, unless it is kept. Blocks until a batch is filled, and
   * for as long as tensors hold the memory of all batches.
   *
   * @throws java.util.NoSuchElementException after the last
   * @throws IllegalStateException as {@link Epoch#next}
   * @throws org.ibengine.error.IbException as {@link Epoch#next}
   */
  @Override
  public TorchBatch next() {
    close();
    Batch batch = epoch.next();
    try {
      current = wrap(batch, beforeReturn);
    } finally {
      if (current == null) {
        batch.close();
      }
    }
    return current;
  }

  /** Closes the batch handed out last, unless it is kept. The epoch stays open. Idempotent. */
  @Override
  public void close() {
    if (current != null) {
      current.closeUnlessKept();
      current = null;
    }
  }

  /**
   * Keeps {@code batch} for as long as its memory is in use. If that fails, it stays open.
   *
   * @param beforeReturn run when nothing uses the memory any more, before the engine gets it back
   */
  static TorchBatch wrap(Batch batch, Consumer<Batch> beforeReturn) {
    Runnable close = TorchStreams.order(batch);
    SharedBatch shared =
        new SharedBatch(
            batch,
            () -> {
              try {
                beforeReturn.accept(batch);
              } finally {
                close.run();
              }
            });
    TorchBatch tensors = new TorchBatch(batch, shared);
    shared.end(); // not where that failed: the batch would be closed
    return tensors;
  }

  /** Continues where the epoch stands, and at the end closes the last batch, unless it is kept. */
  @Override
  public Iterator<TorchBatch> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        boolean more = TorchBatches.this.hasNext();
        if (!more) {
          close();
        }
        return more;
      }

      @Override
      public TorchBatch next() {
        return TorchBatches.this.next();
      }
    };
  }

  /** Overwrites what nobody should read any more. */
  private static final class Poison {
    private static final byte[] BYTES = new byte[1 << 16];

    static {
      Arrays.fill(BYTES, (byte) 0xFF);
    }

    static void fill(Batch batch) {
      if (batch.image().device().kind() == Device.Kind.CPU) {
        batch.tensors().forEach(Poison::fill);
      }
    }

    private static void fill(Tensor tensor) {
      long size = tensor.sizeBytes();
      for (long at = 0; at < size; at += BYTES.length) {
        int length = (int) Math.min(BYTES.length, size - at);
        tensor.bytes(at, length).put(BYTES, 0, length);
      }
    }
  }
}
