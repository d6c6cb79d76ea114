package org.ibengine.cli.froc;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.ibengine.backend.Backend;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.InputOptions;
import org.ibengine.cli.options.ToleranceOption;
import org.ibengine.cli.options.TruthOptions;
import org.ibengine.cli.options.WorkOptions;
import org.ibengine.cli.text.InputWarnings;
import org.ibengine.cli.text.TerminalProgress;
import org.ibengine.evaluation.CaseEvaluator;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.evaluation.FrocResult;
import org.ibengine.evaluation.FrocRules;
import org.ibengine.evaluation.InstanceGroup;
import org.ibengine.froc.FrocCase;
import org.ibengine.froc.FrocInputs;
import org.ibengine.froc.FrocRecords;
import org.ibengine.froc.FrocRun;
import org.ibengine.froc.HeaderDoubt;
import org.ibengine.io.GridCheck;
import org.ibengine.label.Connectivity;
import org.ibengine.work.CaseFailure;
import org.ibengine.work.CaseJobs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib froc GT PRED}: which instances predictions find, at how many false positives. */
@Command(
    name = "froc",
    sortOptions = false,
    description = {
      "Evaluate predicted probability volumes by object: recall against false positives per case"
          + " (FROC), average recall, sensitivities and object Dice, for all instances and by size.",
      "Writes curve.csv, objects.csv, froc.png, prc_records.json and summary.json."
          + " docs/concepts/froc.md defines every figure."
    })
public final class FrocCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "GT",
      description =
          "Ground truth: a prepared dataset (volumes layout), a folder of case folders with"
              + " GT.nii.gz or in another layout that ib prepare takes, or of masks <case>.nii.gz.")
  private Path truthFolder;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PRED",
      description =
          "Predictions: <case>.nii.gz, or one NIfTI file in <case>/; float32, on the grid of the"
              + " ground truth.")
  private Path predictionFolder;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "Folder to write to; with --records, nothing is written without it.")
  private Path output;

  @Mixin private RecordsOption records;

  @Mixin private InputOptions truth;

  @Mixin private TruthOptions compared;

  @Mixin private FrocObjectOptions objects;

  @Option(
      names = "--allow-missing",
      description =
          "Count a case without a prediction as one in which nothing was found; otherwise it is an error.")
  private boolean allowMissing;

  @Option(
      names = "--bootstrap",
      defaultValue = "1000",
      paramLabel = "N",
      description =
          "Draws of cases for the 95 %% intervals; 0 for none, at most 100000. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Seed of the draws. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--legacy",
      description = "The thresholds and the divisor of the published evaluation; no intervals.")
  private boolean legacy;

  @Mixin private ToleranceOption tolerance;

  @Mixin private WorkOptions work;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    requireGoodOptions();
    return records.isGiven() ? ofRecords() : ofVolumes();
  }

  private int ofVolumes() {
    List<InstanceGroup> groups = objects.groups();
    FrocResult.Bootstrap bootstrap = bootstrap();
    FrocInputs inputs = compared.find(truth.in(List.of(truthFolder)), predictionFolder);
    Connectivity connectivity = objects.connectivity(inputs.connectivity());
    InputWarnings.ofUnread(inputs, spec.commandLine().getErr());
    List<FrocCase> cases = inputs.cases(allowMissing);
    Optional<FrocOutput> folder = Optional.of(new FrocOutput(output));
    Queue<HeaderDoubt> doubts = new ConcurrentLinkedQueue<>();
    CaseJobs.Outcome<CaseObjects> outcome = run(connectivity, cases, doubts::add);
    InputWarnings.ofDoubts(doubts, spec.commandLine().getErr());
    if (!outcome.failures().isEmpty()) {
      return refuse(outcome.failures(), cases.size());
    }
    return end(
        folder,
        new FrocReport(
            FrocResult.of(outcome.results(), groups, rules(), bootstrap),
            outcome.results(),
            cases.stream().filter(item -> item.prediction().isEmpty()).map(FrocCase::name).toList(),
            inputs.unused(),
            settings(connectivity, inputs.connectivity(), bootstrap)));
  }

  private int ofRecords() {
    FrocResult.Bootstrap bootstrap = bootstrap();
    List<Path> files = records.files();
    Optional<FrocOutput> folder = Optional.ofNullable(output).map(FrocOutput::new);
    List<CaseObjects> cases = FrocRecords.read(files);
    return end(
        folder,
        new FrocReport(
            FrocResult.of(cases, objects.groups(), rules(), bootstrap),
            cases,
            List.of(),
            List.of(),
            new FrocReport.Settings(Optional.empty(), files, bootstrap)));
  }

  private int end(Optional<FrocOutput> folder, FrocReport report) {
    folder.ifPresent(to -> to.write(report.withoutEmptyBins()));
    tell(report);
    return ExitCode.OK;
  }

  /** A bad option ends the command before anything is read. */
  private void requireGoodOptions() {
    work.threads();
    compared.require();
    objects.matching();
    if (records.isGiven()) {
      records.requireSuited(spec);
    }
    if (records.isGiven() == (predictionFolder != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "give the folders GT and PRED, or files by --records, patterns in quotes");
    }
    if (output == null && !records.isGiven()) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--output=OUT'");
    }
  }

  private FrocRules rules() {
    return legacy ? FrocRules.PUBLISHED : FrocRules.EXACT;
  }

  private FrocResult.Bootstrap bootstrap() {
    if (!legacy) {
      return new FrocResult.Bootstrap(rounds, seed);
    }
    if (spec.commandLine().getParseResult().hasMatchedOption("--bootstrap")) {
      throw new IllegalArgumentException(
          "--legacy gives no intervals, but --bootstrap was given; leave one of them out");
    }
    return FrocResult.Bootstrap.NONE;
  }

  private FrocReport.Settings settings(
      Connectivity used, Optional<Connectivity> ofDataset, FrocResult.Bootstrap bootstrap) {
    FrocReport.Objects counted = new FrocReport.Objects(used, ofDataset, objects.matching());
    FrocReport.Volumes volumes =
        new FrocReport.Volumes(counted, objects.threshold(), objects.scores());
    return new FrocReport.Settings(Optional.of(volumes), List.of(), bootstrap);
  }

  private CaseJobs.Outcome<CaseObjects> run(
      Connectivity connectivity, List<FrocCase> cases, Consumer<HeaderDoubt> doubts) {
    GridCheck gridCheck = tolerance.check();
    CaseJobs.Limits limits = work.limits(cases.size());
    try (Backend backend = work.open(cases.size());
        TerminalProgress progress = new TerminalProgress("froc")) {
      CaseEvaluator evaluator = objects.evaluator(backend, connectivity);
      return new FrocRun(backend, evaluator, gridCheck).run(cases, limits, progress, doubts);
    }
  }

  /** Figures of the cases that happen to be readable would look like those of all. */
  private int refuse(List<CaseFailure> failures, int cases) {
    PrintWriter err = spec.commandLine().getErr();
    failures.forEach(
        failure -> err.println("ib: case " + failure.caseName() + ": " + failure.message()));
    err.printf(
        "ib: an evaluation needs all its cases, but %d of %d failed; nothing was written%n",
        failures.size(), cases);
    err.flush();
    return ExitCode.FAILED;
  }

  private void tell(FrocReport report) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(FrocFormat.text(report));
    out.flush();
    InputWarnings.ofUnused(report.unused(), spec.commandLine().getErr());
  }
}
