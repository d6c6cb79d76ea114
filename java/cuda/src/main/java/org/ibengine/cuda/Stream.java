package org.ibengine.cuda;

import jcuda.driver.CUDA_MEMCPY2D;
import jcuda.driver.CUmemorytype;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceStream;
import org.ibengine.error.Failures;

/**
 * Owns a stream that does not wait for the default stream, and the memory of its launches. What
 * takes addresses trusts them.
 */
final class Stream extends Owner implements DeviceStream {
  private final Address.OfStream stream;
  private final Workspace workspace;

  private Stream(Context context, Address.OfStream stream) {
    super(context);
    this.stream = stream;
    this.workspace = new Workspace(context);
  }

  static Stream create(Context context) {
    return context.make(
        () -> {
          Address.OfStream stream = new Address.OfStream();
          Cuda.check(
              JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
              "cuStreamCreate");
          return new Stream(context, stream);
        });
  }

  /**
   * @throws IllegalArgumentException if the stream is of another backend
   */
  static Stream of(DeviceStream stream) {
    if (stream instanceof Stream own) {
      return own;
    }
    throw new IllegalArgumentException(
        "a stream must come from the cuda backend, was a " + stream.getClass().getName());
  }

  Address.OfStream stream() {
    requireOpen();
    return stream;
  }

  /** For whoever holds this stream's lock, so that nobody queues between a table and its launch. */
  Workspace workspace() {
    requireOpen();
    return workspace;
  }

  /** Queues a copy from page-locked host memory to the device. */
  void copyToDevice(long target, long source, long sizeBytes) {
    context()
        .check(
            () ->
                JCudaDriver.cuMemcpyHtoDAsync(
                    Address.device(target), Address.host(source), sizeBytes, stream()),
            "cuMemcpyHtoDAsync(%d bytes)",
            sizeBytes);
  }

  /** Device memory whose rows start {@code pitch} bytes apart. */
  record Rows(long address, long pitch) {}

  /** Queues a copy of rows, side by side in page-locked host memory, to the device. */
  void copyRowsToDevice(Rows target, long source, long rowBytes, long rows) {
    CUDA_MEMCPY2D copy = new CUDA_MEMCPY2D();
    copy.srcMemoryType = CUmemorytype.CU_MEMORYTYPE_HOST;
    copy.srcHost = Address.host(source);
    copy.srcPitch = rowBytes;
    copy.dstMemoryType = CUmemorytype.CU_MEMORYTYPE_DEVICE;
    copy.dstDevice = Address.device(target.address());
    copy.dstPitch = target.pitch();
    copy.WidthInBytes = rowBytes;
    copy.Height = rows;
    context()
        .check(
            () -> JCudaDriver.cuMemcpy2DAsync(copy, stream()),
            "cuMemcpy2DAsync(%d rows of %d bytes)",
            rows,
            rowBytes);
  }

  /** Queues a copy from the device to page-locked host memory. */
  void copyToHost(long target, long source, long sizeBytes) {
    context()
        .check(
            () ->
                JCudaDriver.cuMemcpyDtoHAsync(
                    Address.host(target), Address.device(source), sizeBytes, stream()),
            "cuMemcpyDtoHAsync(%d bytes)",
            sizeBytes);
  }

  /** Queues a copy within the device's memory. */
  void copyOnDevice(long target, long source, long sizeBytes) {
    context()
        .check(
            () ->
                JCudaDriver.cuMemcpyDtoDAsync(
                    Address.device(target), Address.device(source), sizeBytes, stream()),
            "cuMemcpyDtoDAsync(%d bytes)",
            sizeBytes);
  }

  /** Queues a fill of device memory. */
  void fill(long target, int value, long sizeBytes) {
    context()
        .check(
            () ->
                JCudaDriver.cuMemsetD8Async(
                    Address.device(target), (byte) value, sizeBytes, stream()),
            "cuMemsetD8Async(%d bytes)",
            sizeBytes);
  }

  @Override
  public Event record() {
    return record(Event.create(context()));
  }

  /** As {@link #record}, and knows when it passed. */
  Event recordTimed() {
    return record(Event.timed(context()));
  }

  /** {@code event} passes anew when everything queued here so far is done. */
  void mark(Event event) {
    context().check(() -> JCudaDriver.cuEventRecord(event.event(), stream()), "cuEventRecord");
  }

  private Event record(Event event) {
    try {
      mark(event);
      return event;
    } catch (RuntimeException e) {
      throw Failures.after(e, event::close);
    }
  }

  @Override
  public void waitFor(DeviceEvent event) {
    if (!(event instanceof Event own)) {
      throw new IllegalArgumentException(
          "an event must come from the cuda backend, was a " + event.getClass().getName());
    }
    context()
        .check(() -> JCudaDriver.cuStreamWaitEvent(stream(), own.event(), 0), "cuStreamWaitEvent");
  }

  @Override
  public void synchronize() {
    context().check(() -> JCudaDriver.cuStreamSynchronize(stream()), "cuStreamSynchronize");
  }

  @Override
  public long handle() {
    return stream().value();
  }

  @Override
  void free() {
    Failures failures = new Failures();
    failures.collect(
        () -> Cuda.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize"));
    failures.collect(() -> Cuda.check(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy"));
    failures.collect(workspace::close);
    failures.rethrow();
  }

  @Override
  public String toString() {
    return "stream";
  }
}
