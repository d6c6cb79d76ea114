package org.ibengine.cli.evaluate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ibengine.backend.Backend;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.InputOptions;
import org.ibengine.cli.options.ToleranceOption;
import org.ibengine.cli.options.TruthOptions;
import org.ibengine.cli.options.WorkOptions;
import org.ibengine.cli.text.InputWarnings;
import org.ibengine.cli.text.TerminalProgress;
import org.ibengine.cli.text.TextFile;
import org.ibengine.error.DatasetException;
import org.ibengine.evaluation.overlap.CaseOverlap;
import org.ibengine.froc.FrocCase;
import org.ibengine.froc.FrocInputs;
import org.ibengine.froc.HeaderDoubt;
import org.ibengine.io.GridCheck;
import org.ibengine.io.IoReason;
import org.ibengine.io.WritableFolder;
import org.ibengine.label.Connectivity;
import org.ibengine.overlap.OverlapRun;
import org.ibengine.text.NameList;
import org.ibengine.work.CaseFailure;
import org.ibengine.work.CaseJobs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib evaluate GT PRED}: how well predicted masks meet the ground truth. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = {
      "Compare predicted masks with the ground truth: Dice, Hausdorff distances, surface Dice and"
          + " differences of volume per case and class, and each lesion as matched, missed or"
          + " false.",
      "Writes cases.csv, lesions.csv and summary.json. docs/reference/evaluate.md defines every"
          + " figure."
    })
public final class EvaluateCommand implements Callable<Integer> {
  private static final int NAMES_SHOWN = 20;

  @Parameters(
      index = "0",
      paramLabel = "GT",
      description =
          "Ground truth: a prepared dataset (volumes layout), a folder of case folders with"
              + " GT.nii.gz or in another layout that ib prepare takes, or of masks <case>.nii.gz.")
  private Path truthFolder;

  @Parameters(
      index = "1",
      paramLabel = "PRED",
      description =
          "Predictions: <case>.nii.gz, or one image in <case>/; masks or label maps on the grid of"
              + " the ground truth, or probabilities with --threshold.")
  private Path predictionFolder;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "Folder to write to.")
  private Path output;

  @Mixin private InputOptions truth;

  @Mixin private TruthOptions compared;

  @Mixin private MaskOptions masks;

  @Option(
      names = "--allow-missing",
      description =
          "Count a case without a prediction as an empty mask; otherwise it is left out and named.")
  private boolean allowMissing;

  @Option(
      names = "--published",
      paramLabel = "FILE",
      description =
          "Also write the first class as the study of context and foreground ratio did:"
              + " filename,dsc,hausdorff,abs_diff,fg_ratio.")
  private Path published;

  @Mixin private ToleranceOption tolerance;

  @Mixin private WorkOptions work;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    requireGoodOptions();
    FrocInputs inputs = compared.find(truth.in(List.of(truthFolder)), predictionFolder);
    Connectivity connectivity = masks.connectivity(inputs.connectivity());
    PrintWriter err = spec.commandLine().getErr();
    InputWarnings.ofUnread(inputs, err);
    WritableFolder.require(output);
    List<FrocCase> all = inputs.cases(true);
    List<String> missing =
        all.stream().filter(item -> item.prediction().isEmpty()).map(FrocCase::name).toList();
    List<FrocCase> cases =
        all.stream().filter(item -> allowMissing || item.prediction().isPresent()).toList();
    Queue<HeaderDoubt> doubts = new ConcurrentLinkedQueue<>();
    CaseJobs.Outcome<CaseOverlap> outcome = run(connectivity, cases, doubts);
    InputWarnings.ofDoubts(doubts, err);
    return end(
        new OverlapReport(
            outcome.results(),
            outcome.failures(),
            missing,
            inputs.unused(),
            new OverlapReport.Settings(masks, connectivity, inputs.connectivity(), allowMissing)));
  }

  /** A bad option ends the command before anything is read. */
  private void requireGoodOptions() {
    work.threads();
    compared.require();
    masks.labels();
    masks.classes();
  }

  private CaseJobs.Outcome<CaseOverlap> run(
      Connectivity connectivity, List<FrocCase> cases, Queue<HeaderDoubt> doubts) {
    GridCheck gridCheck = tolerance.check();
    CaseJobs.Limits limits = work.limits(cases.size());
    try (Backend backend = work.open(cases.size());
        TerminalProgress progress = new TerminalProgress("evaluate")) {
      return new OverlapRun(
              backend, masks.evaluator(backend, connectivity), masks.labels(), gridCheck)
          .run(cases, limits, progress, doubts::add);
    }
  }

  private int end(OverlapReport report) {
    if (!report.cases().isEmpty()) {
      write(report);
      PrintWriter out = spec.commandLine().getOut();
      out.print(OverlapFormat.text(report));
      out.flush();
    }
    PrintWriter err = spec.commandLine().getErr();
    InputWarnings.ofUnused(report.unused(), err);
    for (CaseFailure failure : report.failures()) {
      err.println("ib: case " + failure.caseName() + ": " + failure.message());
    }
    if (!report.missing().isEmpty() && !allowMissing) {
      err.printf(
          "ib: no prediction <case>.nii.gz of %d cases, left out: %s; add them, or count them as"
              + " empty with --allow-missing%n",
          report.missing().size(), NameList.of(report.missing(), NAMES_SHOWN));
    }
    if (report.cases().isEmpty()) {
      err.println("ib: no case could be evaluated; nothing was written");
    }
    err.flush();
    return report.cases().isEmpty()
        ? ExitCode.FAILED
        : report.isPartial() ? ExitCode.SOME_CASES_FAILED : ExitCode.OK;
  }

  private void write(OverlapReport report) {
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new DatasetException(output, "cannot be created: " + IoReason.of(e), e);
    }
    TextFile.write(output.resolve("cases.csv"), OverlapCsv.cases(report.cases()));
    TextFile.write(output.resolve("lesions.csv"), OverlapCsv.lesions(report.cases()));
    TextFile.write(output.resolve("summary.json"), OverlapFormat.json(report).toPrettyString());
    if (published != null) {
      TextFile.write(published, OverlapCsv.published(report.cases(), 0));
    }
  }
}
