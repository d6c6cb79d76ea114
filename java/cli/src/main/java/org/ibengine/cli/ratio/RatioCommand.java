package org.ibengine.cli.ratio;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.WorkOptions;
import org.ibengine.cli.text.TerminalProgress;
import org.ibengine.cli.text.TextFile;
import org.ibengine.error.DatasetException;
import org.ibengine.ratio.PatchCandidate;
import org.ibengine.ratio.PatchChoice;
import org.ibengine.ratio.PatchExtent;
import org.ibengine.ratio.PatchRatios;
import org.ibengine.ratio.RatioCases;
import org.ibengine.ratio.RatioRun;
import org.ibengine.ratio.TargetRun;
import org.ibengine.ratio.TargetWindows;
import org.ibengine.work.CaseFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib ratio DIR}: what patches of several sizes hold, and which size to choose. */
@Command(
    name = "ratio",
    sortOptions = false,
    description = {
      "Show how much of patches is foreground (label above 0), for several sizes and ways of drawing"
          + " them, before anything is trained; exact, over all placements. Recommends the largest"
          + " size that keeps the rules, and names the first rule that each larger one breaks.",
      "docs/how-to/choose-a-patch-size.md explains the figures."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ib ratio prepared",
      "  ib ratio prepared --sizes 32 64 96 64,64,32 --memory 2G --batch-size 4",
      "  ib ratio train --target test --summary ratio.json",
      "  ib ratio prepared --sizes-mm 40 60 60,60,90"
    })
public final class RatioCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      arity = "0..1", // a subcommand takes none
      description =
          "Dataset folder made by ib prepare, in the layout volumes; or case folders with GT.nii.gz,"
              + " or masks <case>.nii.gz, with instances that share a face.")
  private Path folder;

  @Mixin private SizeOptions sizes = new SizeOptions();

  @Mixin private BatchOptions batch = new BatchOptions();

  @Option(
      names = "--target",
      paramLabel = "DIR2",
      description =
          "Dataset or masks that the network will be applied to: how many of its sliding windows hold a ratio"
              + " that patches of DIR have. Default: none.")
  private Path target;

  @Mixin private RuleOptions rules = new RuleOptions();

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description = "Write all figures, also of each case, as JSON to FILE.")
  private Path summary;

  @Mixin private WorkOptions work = new WorkOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (folder == null) {
      throw new ParameterException(spec.commandLine(), "Missing required parameter: 'DIR'");
    }
    List<PatchExtent> wanted = sizes.wanted();
    rules.rules();
    batch.requireGood();
    RatioCases cases = RatioCases.of(folder);
    Optional<RatioCases> targets = Optional.ofNullable(target).map(RatioCases::of);
    warnOfRules(cases);
    try (Backend backend = Backends.open(work.backend(), work.threads())) {
      RatioRun.Found found = scan(backend, cases, wanted);
      if (found.cases().isEmpty()) {
        tell(found.failures());
        throw new DatasetException(folder, "no case could be read");
      }
      Optional<TargetRun.Found> windows =
          targets.map(to -> count(backend, to, wanted, found.sizes()));
      return report(cases, wanted, found, windows);
    }
  }

  /** Batches deliver every label above 0 as foreground, whatever a lesion is. */
  private void warnOfRules(RatioCases cases) {
    if (cases.hasRule()) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          "ib: warning: %s was prepared with a rule for what a lesion is; ratios count every label"
              + " above 0, as batches deliver them, instances are those of the rule%n",
          folder);
      err.flush();
    }
  }

  private RatioRun.Found scan(Backend backend, RatioCases cases, List<PatchExtent> wanted) {
    try (TerminalProgress progress = new TerminalProgress("ratio")) {
      return new RatioRun(backend, work.threads())
          .run(cases.cases(), wanted, work.limits(cases.cases().size()), progress);
    }
  }

  private TargetRun.Found count(
      Backend backend, RatioCases cases, List<PatchExtent> wanted, List<PatchRatios> found) {
    List<TargetRun.SizeRange> ranges = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      ranges.add(new TargetRun.SizeRange(wanted.get(i), found.get(i).uniform()));
    }
    try (TerminalProgress progress = new TerminalProgress("target")) {
      return new TargetRun(backend)
          .run(cases.cases(), ranges, work.limits(cases.cases().size()), progress);
    }
  }

  private int report(
      RatioCases cases,
      List<PatchExtent> wanted,
      RatioRun.Found found,
      Optional<TargetRun.Found> windows) {
    List<PatchCandidate> candidates = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      int size = i;
      Optional<TargetWindows> target =
          windows.filter(all -> !all.sizes().isEmpty()).map(all -> all.sizes().get(size));
      PatchRatios ratios = found.sizes().get(i);
      long bytes = batch.bytes(cases).of(ratios.size());
      candidates.add(new PatchCandidate(wanted.get(i), ratios, bytes, target));
    }
    RatioReport report =
        new RatioReport(
            folder, found, PatchChoice.of(rules.rules(), candidates), batch.shown(cases), windows);
    if (summary != null) {
      TextFile.write(summary, RatioJson.of(report).toPrettyString());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(RatioText.of(report));
    out.flush();
    tell(report.failures());
    return report.choice().recommended().isEmpty()
        ? ExitCode.FAILED
        : report.failures().isEmpty() ? ExitCode.OK : ExitCode.SOME_CASES_FAILED;
  }

  private void tell(List<CaseFailure> failures) {
    PrintWriter err = spec.commandLine().getErr();
    failures.forEach(
        failure -> err.println("ib: case " + failure.caseName() + ": " + failure.message()));
    err.flush();
  }
}
