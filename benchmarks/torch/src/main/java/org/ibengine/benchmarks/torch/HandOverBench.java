package org.ibengine.benchmarks.torch;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.ibengine.benchmarks.torch.HandOverCase.Measured;
import org.ibengine.benchmarks.torch.HandOverCase.Situation;
import org.ibengine.text.Text;
import org.ibengine.torch.Libtorch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What handing a filled batch over costs, for batches of very different bytes. */
@Command(
    name = "hand-over",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Time from asking for a batch that is filled to having given its tensors back, through"
          + " libtorch and DLPack: for batches back to back from a full ring, and after a step of a"
          + " training loop that computes (on other memory) or sleeps.",
      "Batches that were not filled when they were asked for are counted apart."
    })
public final class HandOverBench implements Callable<Integer> {
  private static final int MEASURED_BEFORE = 50;
  private static final long SHORT_STEP_NANOS = 1_000_000;

  /** Without anything compiled, nothing more will be. */
  private static final long SETTLED_NANOS = 500_000_000;

  @Parameters(paramLabel = "DIR", description = "Dataset folder of the volumes layout.")
  private Path folder;

  @Option(
      names = "--batches",
      defaultValue = "400",
      paramLabel = "N",
      description = "Measured of each kind. Default: 400.")
  private int batches;

  @Option(
      names = "--warm-up",
      defaultValue = "30000",
      paramLabel = "N",
      description =
          "Batches taken each way before, more than the JVM wants for compiling."
              + " Default: 30000.")
  private int warmUp;

  @Option(
      names = "--step-ms",
      defaultValue = "10",
      paramLabel = "MS",
      description = "Length of a step. Default: 10.")
  private double stepMs;

  @Option(
      names = "--edges",
      split = ",",
      defaultValue = "16,96",
      paramLabel = "EDGE…",
      hideParamSyntax = true,
      description = "Edges of the cubic patches, two per batch. Default: 16,96.")
  private List<Integer> edges;

  @Option(names = "--commit", defaultValue = "unknown", paramLabel = "ID", description = "Noted.")
  private String commit;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write JSON to FILE.")
  private Path json;

  @Spec private CommandSpec spec;

  /** Runs the command and ends the JVM with its exit code: 0, 1 if it failed, 2 for bad options. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new HandOverBench()).execute(arguments));
  }

  @Override
  public Integer call() {
    if (batches < 1 || warmUp < 1 || !(stepMs > 0)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          Text.format(
              "--batches and --warm-up must be at least 1 and --step-ms above 0, were %d, %d and %s",
              batches, warmUp, stepMs));
    }
    Libtorch.load();
    warmUp();
    HandOverReport report = new HandOverReport();
    for (HandOverCase item : cases(edges)) {
      long before = compiledMs();
      Measured measured = item.measure(folder, batches, (long) (stepMs * 1e6));
      report.add(item, measured, compiledMs() - before);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.text());
    out.flush();
    if (json != null) {
      write(report);
    }
    return 0;
  }

  /** Until nothing is left to compile: of the ways, and of what measures them. */
  private void warmUp() {
    for (HandOver.Way way : HandOver.Way.values()) {
      new HandOverCase(way, edges.get(0), Situation.IN_A_ROW).takeAll(folder, warmUp);
    }
    for (HandOverCase item : cases(edges)) {
      item.measure(folder, Math.min(batches, MEASURED_BEFORE), SHORT_STEP_NANOS);
    }
    long compiled = -1;
    while (compiledMs() > compiled) {
      compiled = compiledMs();
      LockSupport.parkNanos(SETTLED_NANOS);
    }
  }

  private static List<HandOverCase> cases(List<Integer> edges) {
    List<HandOverCase> cases = new ArrayList<>();
    for (int edge : edges) {
      for (HandOver.Way way : HandOver.Way.values()) {
        for (Situation situation : Situation.values()) {
          cases.add(new HandOverCase(way, edge, situation));
        }
      }
    }
    return cases;
  }

  private static long compiledMs() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler == null ? 0 : compiler.getTotalCompilationTime(); // null: interpreted only
  }

  private void write(HandOverReport report) {
    report.json().put("benchmark", "hand-over in the JVM").put("commit", commit);
    report.json().put("stepMs", stepMs).put("warmUpBatches", warmUp);
    try {
      Files.writeString(json, report.json().toPrettyString() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
