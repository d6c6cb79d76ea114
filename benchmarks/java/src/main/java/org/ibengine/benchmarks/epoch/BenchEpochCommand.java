package org.ibengine.benchmarks.epoch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ibengine.EngineOptions;
import org.ibengine.backend.Backends;
import org.ibengine.benchmarks.measure.Machine;
import org.ibengine.cli.options.EngineOptionsMixin;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.text.TextFile;
import org.ibengine.options.OptionsJson;
import org.ibengine.plan.Augmentation;
import org.ibengine.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib bench epoch DIR}: how fast epochs are delivered, beside a plain copy of the bytes. */
@Command(
    name = "epoch",
    sortOptions = false,
    description = {
      "Measure epochs of a dataset without and with augmentation: the rate next to a plain copy of"
          + " the same bytes by as many threads, the wait per step, the gap between epochs, the time"
          + " to the first batch, memory.",
      "The first batches are compared with those of the reference backend before anything is timed."
    })
public final class BenchEpochCommand implements Callable<Integer> {
  /** Of a simulated training step. */
  public static final double LONGEST_STEP_MS = 60_000;

  @Parameters(paramLabel = "DIR", description = "Dataset folder made by ib prepare.")
  private Path folder;

  @Option(names = "--seed", defaultValue = "0", paramLabel = "S", description = "Default: 0.")
  private long seed;

  @Mixin private EngineOptionsMixin engineOptions;

  @Option(
      names = "--runs",
      defaultValue = "5",
      paramLabel = "N",
      description = "How often each figure is measured. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--step-ms",
      defaultValue = "10",
      paramLabel = "MS",
      description = "Length of the simulated training step. Default: ${DEFAULT-VALUE}.")
  private double stepMs;

  @Option(
      names = "--check",
      defaultValue = "4",
      paramLabel = "N",
      description = "Batches compared with the reference backend. Default: ${DEFAULT-VALUE}.")
  private int check;

  @Option(names = "--commit", defaultValue = "unknown", paramLabel = "ID", description = "Noted.")
  private String commit;

  @Option(names = "--output", paramLabel = "FILE", description = "Also write JSON to FILE.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (runs < 1 || check < 1 || !(stepMs >= 0 && stepMs <= LONGEST_STEP_MS)) {
      throw new IllegalArgumentException(
          Text.format(
              "--runs and --check must be at least 1 and --step-ms from 0 to 60000, were %d, %d and %s",
              runs, check, stepMs));
    }
    EngineOptions options = engineOptions.options();
    EpochBench bench = new EpochBench(folder, seed, new EpochBench.Effort(runs, stepMs, check));
    EpochBench.FirstEpoch first = bench.firstEpoch(options);
    engineOptions.folds().tell(first.roles(), spec.commandLine().getErr());
    bench.compareWithReference(
        engineOptions.optionsAnywhere().backend(Backends.REFERENCE), first.digests());
    Augmentation chosen = options.sampling().augmentation();
    Augmentation on = chosen.equals(Augmentation.NONE) ? Augmentation.STANDARD : chosen;
    List<EpochBench.Rates> rates =
        List.of(
            bench.rates("off", options.augmentation(Augmentation.NONE), engineOptions),
            bench.rates(on.text(), options.augmentation(on), engineOptions));
    report(options, first, rates);
    return ExitCode.OK;
  }

  private void report(
      EngineOptions options, EpochBench.FirstEpoch first, List<EpochBench.Rates> rates) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(BenchFormat.text(first, rates, stepMs));
    out.flush();
    if (output != null) {
      ObjectNode json = BenchFormat.json(first, rates);
      json.put("benchmark", "epoch").put("commit", commit).put("seed", seed);
      json.put("dataset", folder.toAbsolutePath().normalize().getFileName().toString());
      json.put("commandLine", String.join(" ", spec.commandLine().getParseResult().originalArgs()));
      json.set(
          "options",
          new OptionsJson(options.sampling(), options.delivery(), options.resources()).tree());
      json.put("simulatedStepMs", stepMs).put("runs", runs);
      json.put("batchesEqualToReference", first.digests().size());
      json.set("machine", Machine.json());
      TextFile.write(output, json.toPrettyString());
    }
  }
}
