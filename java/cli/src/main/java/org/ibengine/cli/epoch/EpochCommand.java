package org.ibengine.cli.epoch;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.cli.measure.BatchDigest;
import org.ibengine.cli.measure.EpochTiming;
import org.ibengine.cli.options.BackgroundWords;
import org.ibengine.cli.options.EngineOptionsMixin;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.text.PlanLines;
import org.ibengine.cli.text.TextFile;
import org.ibengine.error.DatasetException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib epoch DIR}: runs an epoch as a training loop would, and tells what it was like. */
@Command(
    name = "epoch",
    sortOptions = false,
    description = {
      "Run one epoch of a dataset and print the rate, the wait per step, memory, and which lesions"
          + " were shown.",
      "With --digest, print one line per batch instead (step, rank, items, CRC-32C of image and"
          + " label, separated by tabs); equal batches give equal lines on every backend and with"
          + " any number of threads."
    })
public final class EpochCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Dataset folder made by ib prepare.")
  private Path folder;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--epoch",
      defaultValue = "0",
      paramLabel = "N",
      description = "Number of the epoch, from 0. Default: ${DEFAULT-VALUE}.")
  private int number;

  @Option(
      names = "--validation",
      description = "Run the validation of the fold instead of an epoch.")
  private boolean validation;

  @Option(
      names = "--validation-of-all",
      description = "As --validation, but with all cases, including those of training.")
  private boolean validationOfAll;

  @Mixin private EngineOptionsMixin engineOptions;

  @Option(
      names = "--stop-after",
      paramLabel = "N",
      description =
          "Stop after N batches, as --steps does with --sampler ib. Default: all of the epoch.")
  private Integer stopAfter;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Continue from the state in FILE, which determines seed and epoch.")
  private Path resume;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "Write the state of the epoch at the end to FILE, for --resume.")
  private Path state;

  @Option(names = "--digest", description = "Print one line per batch and nothing else.")
  private boolean digest;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description = "Write the plan of all ranks to FILE, one JSON object per request.")
  private Path plan;

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description = "Write what is printed as JSON to FILE.")
  private Path summary;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "Write what was planned and delivered, per instance, as JSON to FILE.")
  private Path ledger;

  @Mixin private RatioFiles ratios;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    int most = most();
    long start = System.nanoTime();
    try (IbEngine engine = IbEngine.open(folder, options());
        Epoch epoch = start(engine)) {
      engineOptions.folds().tell(engine.roles(), spec.commandLine().getErr());
      BackgroundWords.tell(engine.backgroundCheck(), spec.commandLine().getErr());
      engineOptions.sampler().tell(engine.pool(), spec.commandLine().getErr());
      if (plan != null) {
        TextFile.write(plan, PlanLines.of(epoch, engineOptions.worldSize()));
      }
      PrintWriter out = spec.commandLine().getOut();
      double openingMs = EpochTiming.ms(System.nanoTime() - start);
      EpochTiming timing = EpochTiming.run(epoch, most, step(out));
      EpochReport report = EpochReport.of(engine, epoch, openingMs, timing);
      if (!digest) {
        out.print(report.text());
      }
      out.flush();
      writeFiles(epoch, report);
    }
    return ExitCode.OK;
  }

  /** Batches to stop after; −1: at the end. */
  private int most() {
    Integer steps = engineOptions.sampler().stepsOfCommand();
    if (steps != null && stopAfter != null) {
      throw new IllegalArgumentException(
          "--steps and --stop-after both say where to stop; leave one out");
    }
    Integer given = steps == null ? stopAfter : steps;
    if (given != null && given < 0) {
      throw new IllegalArgumentException(
          (steps == null ? "--stop-after" : "--steps") + " must be at least 0, was " + given);
    }
    return given == null ? -1 : given;
  }

  private EngineOptions options() {
    EngineOptions options = engineOptions.options().validationOfAll(validationOfAll);
    return ratios.areWanted() ? options.foregroundCounts(true) : options;
  }

  private Epoch start(IbEngine engine) {
    if (resume != null) {
      return resumed(engine);
    }
    return validation || validationOfAll ? engine.validation() : engine.epoch(seed, number);
  }

  /** A state that does not fit is a fault of its file, not of the command line. */
  private Epoch resumed(IbEngine engine) {
    String token = TextFile.read(resume);
    try {
      return engine.resume(token);
    } catch (IllegalArgumentException e) {
      throw new DatasetException(resume, e.getMessage(), e);
    }
  }

  private Consumer<Batch> step(PrintWriter out) {
    return digest
        ? batch -> out.println(BatchDigest.line(batch, engineOptions.rank()))
        : batch -> {};
  }

  private void writeFiles(Epoch epoch, EpochReport report) {
    if (summary != null) {
      TextFile.write(summary, report.json().toPrettyString());
    }
    if (ledger != null) {
      TextFile.write(ledger, epoch.ledger().toJson());
    }
    if (state != null) {
      TextFile.write(state, epoch.state());
    }
    epoch.ledger().foreground().ifPresent(ratios::write);
  }
}
