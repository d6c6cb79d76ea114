package org.ibengine.cuda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ibengine.error.Failures;

/** Times the launches of one operation by the device's clock. Not thread-safe. */
final class TimedLaunches implements LaunchWatch, AutoCloseable {
  private record Launch(String kernel, Event from, Event to) {}

  private final List<Launch> launches = new ArrayList<>();
  private final Consumer<Stream> before;

  TimedLaunches() {
    this(stream -> {});
  }

  /**
   * @param before is queued before the first launch, and not timed
   */
  TimedLaunches(Consumer<Stream> before) {
    this.before = before;
  }

  /** Queues {@code work} between two events. */
  @Override
  public void time(Stream stream, String kernel, Runnable work) {
    if (launches.isEmpty()) {
      before.accept(stream);
    }
    Event from = stream.recordTimed();
    try {
      work.run();
      launches.add(new Launch(kernel, from, stream.recordTimed()));
    } catch (RuntimeException e) {
      throw Failures.after(e, from::close);
    }
  }

  /** What was measured; blocks until the last launch has run. */
  KernelBench.Run read() {
    Launch last = launches.get(launches.size() - 1);
    last.to().await();
    Map<String, Double> kernels = new LinkedHashMap<>();
    for (Launch launch : launches) {
      kernels.merge(launch.kernel(), Event.secondsBetween(launch.from(), launch.to()), Double::sum);
    }
    return new KernelBench.Run(Event.secondsBetween(launches.get(0).from(), last.to()), kernels);
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    for (Launch launch : launches) {
      failures.collect(launch.from()::close);
      failures.collect(launch.to()::close);
    }
    failures.rethrow();
  }
}
