package org.ibengine.cuda;

import org.ibengine.backend.Backend;
import org.ibengine.error.Failures;

/**
 * Stands for a training loop on a device: a stream of its own in the device's primary context, and
 * steps that take a given time there and read nothing. What the stream does between them, it does
 * not do for the training: it stands idle. Not thread-safe.
 *
 * <pre>{@code
 * batch.ready().holdBack(training.stream());
 * training.step(10_000_000);
 * batch.closeAfter(training.stream());
 * }</pre>
 */
public final class SimulatedTraining implements AutoCloseable {
  private static final String STEP = "simulated_step";

  /** Of the 1536 or 2048 that a multiprocessor has room for: the engine's kernels get the rest. */
  private static final int THREADS = 1024;

  /**
   * What the device's clock said.
   *
   * @param stepSeconds of all steps together
   * @param seconds from the start of the first to the end of the last
   */
  public record Course(int steps, double stepSeconds, double seconds) {
    /** The part of the time between the first step and the last in which none ran, in [0, 1]. */
    public double idleShare() {
      return seconds > 0 ? Math.max(0, 1 - stepSeconds / seconds) : 0;
    }
  }

  private final Gpu device;
  private final Stream stream;
  private TimedLaunches watch = new TimedLaunches();
  private int steps;
  private boolean closed;

  private SimulatedTraining(Gpu device, Stream stream) {
    this.device = device;
    this.stream = stream;
  }

  /**
   * On the device of {@code backend}, which must stay open as long as this. The caller closes it.
   *
   * @throws IllegalArgumentException unless it is a cuda backend
   */
  public static SimulatedTraining on(Backend backend) {
    if (backend instanceof CudaBackend cuda) {
      return new SimulatedTraining(cuda.onDevice(), cuda.onDevice().acquireStream());
    }
    throw new IllegalArgumentException(
        "training is simulated on backend cuda only, was " + backend.name());
  }

  /** Native handle ({@code CUstream}), for {@code holdBack} and {@code closeAfter} of a batch. */
  public long stream() {
    return stream.handle();
  }

  /**
   * Queues a step of at least so many nanoseconds after all that the stream was given. Does not
   * block.
   */
  public void step(long nanoseconds) {
    Grid grid = new Grid(device.context().multiprocessors(), THREADS, 0);
    watch.time(stream, STEP, () -> device.module().launch(stream, STEP, grid, nanoseconds));
    steps++;
  }

  /**
   * Of the steps since the last reading; blocks until they are over.
   *
   * @throws IllegalStateException if there was none
   */
  public Course read() {
    if (steps == 0) {
      throw new IllegalStateException("there must be a step to be read, was none");
    }
    KernelBench.Run run = watch.read();
    Course course = new Course(steps, run.kernelSeconds(), run.seconds());
    watch.close();
    watch = new TimedLaunches();
    steps = 0;
    return course;
  }

  /** Blocks until the last step is over. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Failures failures = new Failures();
    failures.collect(stream::synchronize);
    failures.collect(watch::close);
    failures.collect(stream::close);
    failures.rethrow();
  }
}
