package org.ibengine.cuda;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the contract suites on whatever driver there is, all or those of a {@link ChosenTests list},
 * in one primary context: to make one takes a good part of a second on hardware, and every test
 * would. {@code ci/gpu.sh} starts it.
 */
final class GpuTests {
  private static final List<Class<?>> SUITES =
      List.of(CudaBackendSuite.class, CudaEngineSuite.class);

  private final PrintWriter out;

  GpuTests(PrintWriter out) {
    this.out = out;
  }

  /** What became of the tests; {@code contexts} were made, or -1 on hardware, which counts none. */
  record Outcome(long passed, long failed, long skipped, long contexts) {
    boolean isGood() {
      return failed == 0 && passed > 0 && contexts <= 1;
    }

    @Override
    public String toString() {
      String made = contexts < 0 ? "" : ", contexts made: " + contexts;
      return "%d passed, %d failed, %d skipped%s".formatted(passed, failed, skipped, made);
    }
  }

  /** Arguments: the name of a list, or {@code all}. Exit code 0 if all tests passed. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true);
    Outcome outcome =
        new GpuTests(out)
            .run(arguments[0].equals("all") ? ChosenTests.ALL : ChosenTests.named(arguments[0]));
    out.println(outcome);
    System.exit(outcome.isGood() ? 0 : 1);
  }

  /**
   * @throws IllegalStateException if a test that was chosen does not exist, or the backend cannot
   *     run
   */
  Outcome run(ChosenTests chosen) {
    new CudaBackendProvider()
        .unavailableReason()
        .ifPresent(
            reason -> {
              throw new IllegalStateException("backend cuda is unavailable: " + reason);
            });
    long before = TestedDriver.contextsMade();
    Context held = Context.open(DriverProbe.firstUsable());
    try {
      TestReport report = new TestReport(out);
      TreeSet<String> missing = new TreeSet<>(chosen.names());
      LauncherFactory.create().execute(request(chosen, missing), report);
      if (!missing.isEmpty()) {
        throw new IllegalStateException("a test must be there to be chosen, was not: " + missing);
      }
      long contexts = before < 0 ? -1 : TestedDriver.contextsMade() - before;
      return new Outcome(report.passed(), report.failed(), report.skipped(), contexts);
    } finally {
      held.leave();
    }
  }

  /** Takes from {@code missing} what it finds. */
  private static LauncherDiscoveryRequest request(ChosenTests chosen, TreeSet<String> missing) {
    PostDiscoveryFilter filter =
        test -> {
          Optional<String> name = ChosenTests.nameOf(test.getSource());
          name.ifPresent(missing::remove);
          return FilterResult.includedIf(name.isEmpty() || chosen.includes(name.get()));
        };
    Stream<DiscoverySelector> suites = SUITES.stream().map(DiscoverySelectors::selectClass);
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(suites.toList())
        .filters(filter)
        .build();
  }
}
