package org.ibengine.cuda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.error.Failures;

/** Times the launches of one operation by the device's clock. Not thread-safe. */
final class TimedLaunches implements LaunchWatch, AutoCloseable {
  private record Launch(String kernel, Event from, Event to) {}

  private final List<Launch> launches = new ArrayList<>();

  /** Queues {@code work} between two events. */
  @Override
  public void time(Stream stream, String kernel, Runnable work) {
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
