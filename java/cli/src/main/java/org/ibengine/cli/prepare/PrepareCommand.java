package org.ibengine.cli.prepare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.InputOptions;
import org.ibengine.cli.options.ModalityWords;
import org.ibengine.cli.options.WorkOptions;
import org.ibengine.cli.text.TerminalProgress;
import org.ibengine.cli.text.WarningLines;
import org.ibengine.error.DatasetException;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareBuilder;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.prepare.PrepareSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib prepare}: from raw case folders to a dataset folder. */
@Command(
    name = "prepare",
    sortOptions = false,
    description = {
      "Make a dataset from raw cases: one folder per case with one image per modality (any name) and"
          + " the mask GT.nii.gz, or the layout of nnU-Net, the Medical Segmentation Decathlon, BIDS"
          + " or BraTS, or files by --pairs or --cases.",
      "At any time, a case is either complete or absent. Run the same command again after an"
          + " interruption, or when cases are new or changed: only those are prepared."
    })
public final class PrepareCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "RAW… OUT",
      hideParamSyntax = true,
      description =
          "Folders of raw cases (or case folders), then the dataset folder to write. With --cases,"
              + " RAW may be left out and is not searched.")
  private List<Path> folders;

  @Mixin private InputOptions input;

  @Mixin private PrepareOptions dataset;

  @Mixin private WorkOptions work;

  @Option(names = "--force", description = "Prepare cases again even if they are up to date.")
  private boolean force;

  @Option(names = "--fail-fast", description = "Stop at the first case that fails.")
  private boolean failFast;

  @Option(
      names = "--no-lock",
      description =
          "Do not lock the folder, for file systems without locks. With layout patches, you promise"
              + " that nobody else writes to it; with volumes, others may, also with --no-lock.")
  private boolean unlocked;

  @Option(names = "--dry-run", description = "Say what would be done, but write nothing.")
  private boolean dryRun;

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description = "Also write the summary as JSON to FILE.")
  private Path summaryFile;

  @Option(
      names = "--progress",
      description =
          "Print how many bytes there are and how many are done, as JSON objects in lines of their"
              + " own, for programs.")
  private boolean progressLines;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (folders.size() < 2
        && !input
            .areListed()) { // an arity of 2 would want them side by side, without options between
      throw new ParameterException(
          spec.commandLine(), "prepare takes RAW… and OUT, but there is only " + folders.get(0));
    }
    ModalityWords.of(spec.commandLine().getParseResult().originalArgs()).requireFolders(folders);
    PrepareRequest request = request();
    // one thread an operation: cases and files run side by side already
    try (Backend backend = Backends.open(work.backend(), 1)) {
      return dryRun ? plan(request, backend) : prepare(request, backend);
    }
  }

  private PrepareRequest request() {
    int last = folders.size() - 1;
    PrepareBuilder request =
        PrepareRequest.builder(input.in(folders.subList(0, last)), folders.get(last))
            .threads(work.threads())
            .maxMemory(work.memoryBytes());
    dataset.apply(request);
    if (force) {
      request.force();
    }
    if (failFast) {
      request.failFast();
    }
    if (unlocked) {
      request.withoutLock();
    }
    return request.build();
  }

  private int plan(PrepareRequest request, Backend backend) {
    PrintWriter out = spec.commandLine().getOut();
    for (Preparation.Step step : Preparation.plan(request, backend, words())) {
      out.printf("%s: %s%n", step.caseName(), step.todo());
    }
    out.println("nothing was written (--dry-run)");
    out.flush();
    return ExitCode.OK;
  }

  private int prepare(PrepareRequest request, Backend backend) {
    PrepareSummary summary = run(request, backend);
    PrintWriter out = spec.commandLine().getOut();
    out.print(SummaryTable.of(summary));
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    WarningLines.of(summary.warnings(), "--summary FILE writes down every warning")
        .forEach(err::println);
    AbsentLabels.warning(summary.content().absent()).ifPresent(err::println);
    summary
        .failures()
        .forEach(
            failure -> err.println("ib: case " + failure.caseName() + ": " + failure.message()));
    err.flush();
    writeSummary(summary);
    if (summary.failures().isEmpty()) {
      return ExitCode.OK;
    }
    boolean nothing = summary.prepared().isEmpty() && summary.current().isEmpty();
    return nothing ? ExitCode.FAILED : ExitCode.SOME_CASES_FAILED;
  }

  private PrepareSummary run(PrepareRequest request, Backend backend) {
    if (progressLines) {
      return Preparation.run(
          request, backend, new ProgressLines(words(), spec.commandLine().getOut()));
    }
    try (TerminalProgress progress = new TerminalProgress("prepare", words())) {
      return Preparation.run(request, backend, progress);
    }
  }

  private PrepareWords words() {
    return new PrepareWords(spec.commandLine().getErr());
  }

  private void writeSummary(PrepareSummary summary) {
    if (summaryFile != null) {
      try {
        Files.write(summaryFile, SummaryJson.of(summary));
      } catch (IOException e) {
        throw new DatasetException(summaryFile, "cannot be written: " + e.getMessage(), e);
      }
    }
  }
}
