package org.ibengine.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.ibengine.Batch;
import org.ibengine.error.Failures;
import org.ibengine.tensor.Tensor;
import org.junit.jupiter.api.Assertions;

/**
 * What a training framework would be: a stream of its own in the device's primary context, on which
 * it reads batches. Here reading is copying to page-locked memory.
 */
final class TrainingStream implements AutoCloseable {
  private final Context context;
  private final Stream stream;
  private final List<PinnedBuffer> copies = new ArrayList<>();

  TrainingStream() {
    Assertions.assertEquals(Optional.empty(), DriverProbe.unavailableReason()); // starts the driver
    context = Context.open(0);
    stream = Stream.create(context);
  }

  long handle() {
    return stream.handle();
  }

  /** What is queued from now on starts after the batch is written. */
  void waitFor(Batch batch) {
    batch.ready().holdBack(stream.handle());
  }

  /** Queues the reading of image and label; nothing is waited for. */
  void read(Batch batch) {
    for (Tensor tensor : List.of(batch.image(), batch.label())) {
      PinnedBuffer copy = PinnedBuffer.allocate(context, tensor.sizeBytes());
      copies.add(copy);
      stream.copyToHost(copy.address(), tensor.address(), tensor.sizeBytes());
    }
  }

  /** Checksums of everything read so far; blocks until it was read. */
  List<Long> read() {
    stream.synchronize();
    List<Long> checksums = new ArrayList<>();
    for (PinnedBuffer copy : copies) {
      CRC32C checksum = new CRC32C();
      checksum.update(copy.view(0, (int) copy.sizeBytes()));
      checksums.add(checksum.getValue());
    }
    return checksums;
  }

  /** Closes when nothing is queued anywhere. */
  @Override
  public void close() {
    Failures failures = new Failures();
    failures.collect(context::synchronize);
    copies.forEach(copy -> failures.collect(copy::close));
    failures.collect(stream::close);
    failures.collect(context::leave);
    failures.rethrow();
  }
}
