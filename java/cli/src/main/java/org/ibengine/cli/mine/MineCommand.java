package org.ibengine.cli.mine;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.WorkOptions;
import org.ibengine.cli.text.TerminalProgress;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.mine.MineDraw;
import org.ibengine.mine.MineInput;
import org.ibengine.mine.MineLayout;
import org.ibengine.mine.MineOptions;
import org.ibengine.mine.MineRequest;
import org.ibengine.mine.MineRun;
import org.ibengine.mine.MineSummary;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.MemoryBudget;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib mine RAW OUT}: windows of CT scans that hold no nodule and look hard. */
@Command(
    name = "mine",
    sortOptions = false,
    description = {
      "Cut windows without nodules out of CT scans (LUNA16 and the like) on a grid of 1 mm: in the lung,"
          + " free of every finding, and as near to one as you ask.",
      "Writes a .npy file per window, bg_index.csv and bg_index.json, or a dataset of whole scans that"
          + " knows the windows."
    })
public final class MineCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "RAW",
      description =
          "Folder with scans, .mhd or .mha at any depth, and with lung masks: files whose path holds"
              + " seg or mask, or that are of bytes with at most 16 values.")
  private Path raw;

  @Parameters(index = "1", paramLabel = "OUT", description = "Folder to write to.")
  private Path out;

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description =
          "CSV of the nodules: seriesuid, coordX, coordY, coordZ, diameter_mm. Default:"
              + " RAW/annotations.csv.")
  private Path annotations;

  @Option(
      names = "--exclude",
      paramLabel = "FILE",
      description =
          "CSV of further findings to keep away from, with the same columns; without a diameter"
              + " above 0, the radius is 5 mm.")
  private Path exclude;

  @Option(
      names = "--candidates",
      paramLabel = "FILE",
      description =
          "Draw from these positions only: a CSV with seriesuid, coordX, coordY, coordZ and class,"
              + " of which class 0 counts.")
  private Path candidates;

  @Mixin private MineRuleOptions rules;

  @Option(
      names = "--per-scan",
      defaultValue = "1",
      paramLabel = "N",
      description = "Windows per scan, if it has as many. Default: ${DEFAULT-VALUE}.")
  private int perScan;

  @Option(
      names = "--hardness",
      defaultValue = "0",
      paramLabel = "H",
      description =
          "From 0, drawn among all windows, to below 1: drawn among the share 1 − H of them that is"
              + " nearest to findings. Default: ${DEFAULT-VALUE}.")
  private double hardness;

  @Option(
      names = "--min-spacing",
      defaultValue = "0",
      paramLabel = "MM",
      description =
          "Least distance between centres of windows of one scan. Default: ${DEFAULT-VALUE}.")
  private double minSpacing;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Seed of the draws. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--layout",
      defaultValue = "npy",
      paramLabel = "LAYOUT",
      description =
          "npy: a file per window. volumes: a dataset of whole scans, to train on with its nodules"
              + " and these windows. both. Default: ${DEFAULT-VALUE}.")
  private String layout;

  @Option(
      names = "--encoding",
      paramLabel = "packed|raw",
      description =
          "With --layout volumes or both. packed: voxels in bricks with as few bits as they need,"
              + " which readers do not notice; raw: as they are. Default: packed.")
  private String encoding;

  @Mixin private WorkOptions work;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    MineRequest request = request();
    MineSummary summary = mine(request);
    PrintWriter print = spec.commandLine().getOut();
    print.print(MineText.of(request, summary));
    print.flush();
    PrintWriter err = spec.commandLine().getErr();
    MineText.warnings(request, summary).forEach(err::println);
    summary
        .skipped()
        .forEach(scan -> err.println("ib: scan " + scan.uid() + ": " + scan.message()));
    err.flush();
    return summary.skipped().isEmpty() ? ExitCode.OK : ExitCode.SOME_CASES_FAILED;
  }

  private MineRequest request() {
    MineOptions options =
        new MineOptions(
            rules.rules(spec.commandLine().getParseResult()),
            new MineDraw(perScan, hardness, seed, minSpacing),
            MineLayout.ofLabel(layout),
            encoding());
    MineInput input =
        new MineInput(
            raw,
            annotations == null ? raw.resolve(MineInput.ANNOTATIONS) : annotations,
            Optional.ofNullable(exclude),
            Optional.ofNullable(candidates));
    return new MineRequest(input, out, options);
  }

  private VolumeEncoding encoding() {
    if (encoding == null) {
      return VolumeEncoding.PACKED;
    }
    if (!MineLayout.ofLabel(layout).hasVolumes()) {
      throw new IllegalArgumentException(
          "--encoding goes with --layout volumes or both, was " + layout);
    }
    return VolumeEncoding.ofLabel(encoding);
  }

  /** A scan has a thread of its own; what a backend does for it, it does on that one. */
  private MineSummary mine(MineRequest request) {
    int threads = work.threads();
    CaseJobs.Limits limits = new CaseJobs.Limits(threads, new MemoryBudget(work.memoryBytes()));
    try (Backend backend = Backends.open(work.backend(), 1);
        TerminalProgress progress = new TerminalProgress("mine")) {
      return new MineRun(request, backend).run(limits, progress);
    }
  }
}
