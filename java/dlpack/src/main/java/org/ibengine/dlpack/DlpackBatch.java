package org.ibengine.dlpack;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.ibengine.Batch;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.Tensor;
import org.ibengine.text.Text;

/**
 * A batch for consumers that speak DLPack: each export is the address of a struct on the batch's
 * own memory, nothing is copied. The memory goes back to the engine when this is closed and the
 * deleter of every exported struct has run, which may be on any thread, Java's or not, and after
 * epoch and engine were closed. Thread-safe.
 *
 * <p>On a device the consumer's stream is held back until the batch is filled, so that work queued
 * there after {@link #of} reads what it should; the host waits for nothing. The engine writes there
 * again after what is queued on that stream when the last deleter runs. On the host there is
 * nothing to order.
 */
public final class DlpackBatch implements AutoCloseable {
  /** DLPack's word for a consumer that asks for no ordering. */
  private static final long NO_ORDER = -1;

  /** DLPack's word, and CUDA's, for the default stream of whichever thread makes the call. */
  private static final long PER_THREAD = 2;

  private final List<Tensor> tensors;
  private final Runnable giveBack;
  private final AtomicInteger uses = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  private DlpackBatch(Batch batch, Runnable giveBack) {
    this.tensors = batch.tensors();
    this.giveBack = giveBack;
  }

  /**
   * Keeps {@code batch}, which this object closes from now on. Does not block.
   *
   * @param stream of the consumer, as a native handle of the batch's device ({@code cudaStream_t};
   *     0 is the default stream, and so is DLPack's 1); −1 if the consumer orders its work itself:
   *     it waits for {@link Batch#ready}, and has finished when it calls deleters. Ignored on the
   *     host
   * @throws IllegalArgumentException if the stream is DLPack's 2, each thread's own default stream,
   *     and the batch lies on a device; the batch stays open
   */
  public static DlpackBatch of(Batch batch, long stream) {
    boolean onHost = batch.image().device().kind() == Device.Kind.CPU;
    if (stream == PER_THREAD && !onHost) {
      throw new IllegalArgumentException(
          "stream must name one stream on every thread, was 2, the default stream of the thread that"
              + " calls: the last deleter may run on another; give a stream that you have created,"
              + " 1 (the default stream), or -1 and order the work yourself");
    }
    batch.keep();
    if (onHost || stream == NO_ORDER) {
      return new DlpackBatch(batch, batch::close);
    }
    boolean ordered = false;
    try {
      batch.ready().holdBack(stream);
      ordered = true;
    } finally {
      if (!ordered) {
        batch.close();
      }
    }
    return new DlpackBatch(batch, () -> batch.closeAfter(stream));
  }

  /**
   * @param tensor of the batch
   * @return address of a {@code DLManagedTensor}; whoever takes it calls its deleter, once
   * @throws IllegalArgumentException if it is another batch's
   * @throws IllegalStateException once this was closed
   * @throws UnsupportedOperationException if the memory has no address (reference backend)
   */
  public long export(Tensor tensor) {
    return export(tensor, StructLayout.PLAIN);
  }

  /**
   * @param tensor of the batch
   * @return address of a {@code DLManagedTensorVersioned} of version 1.0; whoever takes it calls
   *     its deleter, once
   * @throws IllegalArgumentException if it is another batch's
   * @throws IllegalStateException once this was closed
   * @throws UnsupportedOperationException if the memory has no address (reference backend)
   */
  public long exportVersioned(Tensor tensor) {
    return export(tensor, StructLayout.VERSIONED);
  }

  /**
   * Calls the deleter of a {@code DLManagedTensor}, as its consumer does when it has finished: for
   * consumers in Java. Call it once for each export.
   *
   * @throws IllegalStateException if there is no {@code DLManagedTensor} of ours at that address
   *     any more
   */
  public static void delete(long managedTensor) {
    ManagedTensors.callDeleter(managedTensor, StructLayout.PLAIN);
  }

  /** As {@link #delete}, for a {@code DLManagedTensorVersioned}. */
  public static void deleteVersioned(long managedTensor) {
    ManagedTensors.callDeleter(managedTensor, StructLayout.VERSIONED);
  }

  private long export(Tensor tensor, StructLayout layout) {
    // Another thread may have closed it since: what nothing uses any more has been given back.
    if (closed.get() || uses.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
      throw new IllegalStateException(
          "the DLPack view of the batch was closed; export before that");
    }
    boolean exported = false;
    try {
      requireOwn(tensor);
      long address = ManagedTensors.export(tensor, layout, this::end);
      exported = true;
      return address;
    } finally {
      if (!exported) {
        end();
      }
    }
  }

  private void requireOwn(Tensor tensor) {
    if (!tensors.contains(tensor)) {
      throw new IllegalArgumentException(
          Text.format(
              "a tensor must be the batch's own to be exported by it, was %s of another", tensor));
    }
  }

  private void end() {
    if (uses.decrementAndGet() == 0) {
      giveBack.run();
    }
  }

  /** Ends this object's own use; exported structs stay valid. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      end();
    }
  }
}
