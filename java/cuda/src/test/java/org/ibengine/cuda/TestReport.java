package org.ibengine.cuda;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Prints a line for each test at once: a run that is killed has said how far it came. */
final class TestReport implements TestExecutionListener {
  private final PrintWriter out;
  private final Map<TestIdentifier, Long> started = new ConcurrentHashMap<>();
  private long passed;
  private long failed;
  private long skipped;

  TestReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    started.put(test, System.nanoTime());
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier test, String reason) {
    skipped++;
    out.printf("skipped %s: %s%n", name(test), reason);
  }

  /** With the arguments of a test that has some. */
  private static String name(TestIdentifier test) {
    String display = test.getDisplayName();
    String arguments = display.startsWith("[") ? " " + display : "";
    return ChosenTests.nameOf(test.getSource()).orElse(display) + arguments;
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    long milliseconds = (System.nanoTime() - started.remove(test)) / 1_000_000;
    switch (result.getStatus()) {
      case FAILED -> {
        failed++;
        out.printf("FAILED %s (%d ms)%n", name(test), milliseconds);
        result.getThrowable().ifPresent(e -> e.printStackTrace(out));
      }
      case ABORTED -> {
        skipped++;
        String reason = result.getThrowable().map(Throwable::getMessage).orElse("");
        out.printf("skipped %s: %s%n", name(test), reason);
      }
      case SUCCESSFUL -> {
        if (test.isTest()) {
          passed++;
          out.printf("ok %s (%d ms)%n", name(test), milliseconds);
        }
      }
    }
  }

  synchronized long passed() {
    return passed;
  }

  synchronized long failed() {
    return failed;
  }

  synchronized long skipped() {
    return skipped;
  }
}
