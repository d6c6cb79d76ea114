package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.NegativeOptions;
import org.ibengine.cli.options.SizeOption;
import org.ibengine.dataset.BackgroundStatistics;
import org.ibengine.dataset.BackgroundStatistics.Wanted;
import org.ibengine.dataset.DatasetFingerprint;
import org.ibengine.dataset.DatasetOpener;
import org.ibengine.dataset.DatasetStatistics;
import org.ibengine.dataset.OpenRequest;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.dataset.ScriptStatistics;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.ScriptFolder;
import org.ibengine.volume.Size3;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib stats DIR}: what a dataset holds and what each way of sampling would show of it. */
@Command(
    name = "stats",
    sortOptions = false,
    description =
        "Show a dataset's instances by size and by case, foreground ratios, how often each size would be"
            + " shown by sampling instances, cases or voxels, grids and intensities by case, which"
            + " cases are unlike the rest, and how much of the background epochs would show. With"
            + " --negatives and its like, of those windows; label maps are read for them.")
public final class StatsCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description = "Dataset folder made by ib prepare, or patches of the IB-sampling script.")
  private Path folder;

  @Option(
      names = "--patch-size",
      arity = "3",
      paramLabel = "X Y Z",
      hideParamSyntax = true,
      description =
          "Patch size X Y Z for the foreground ratios and, with --negatives, for background"
              + " windows. Default: as prepared, or that of most patches.")
  private int[] patchSize;

  @Mixin private NegativeOptions negatives = new NegativeOptions();

  @Option(
      names = "--ratio",
      defaultValue = "1",
      paramLabel = "R",
      description =
          "Background patches for each instance patch of an epoch. Default: ${DEFAULT-VALUE}.")
  private double ratio;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Size3 given =
        patchSize == null
            ? null
            : DatasetOptions.requireShort(SizeOption.checked("--patch-size", patchSize));
    PrintWriter out = spec.commandLine().getOut();
    out.print(ScriptFolder.isOne(folder) ? ofScript(given) : ofDataset(given));
    out.flush();
    return ExitCode.OK;
  }

  private String ofScript(Size3 given) {
    int threads = Runtime.getRuntime().availableProcessors();
    ScriptStatistics statistics;
    try (Backend backend = Backends.onHost(threads)) {
      OpenedDataset dataset =
          DatasetOpener.open(folder, new OpenRequest(List.of(), given, threads, false), backend);
      statistics =
          given == null ? ScriptStatistics.of(dataset) : ScriptStatistics.of(dataset, given);
    }
    return json
        ? ScriptFormat.json(statistics).toPrettyString() + "\n"
        : ScriptFormat.text(statistics);
  }

  private String ofDataset(Size3 given) {
    DatasetReader reader = DatasetReader.open(folder);
    if (reader.cases().isEmpty()) {
      throw new DatasetException(folder, "holds no complete case; run ib prepare");
    }
    Size3 patch = given == null ? reader.options().patchSize() : given;
    DatasetStatistics statistics = DatasetStatistics.of(reader.index(), patch);
    DatasetFingerprint fingerprint = DatasetFingerprint.of(reader);
    Optional<BackgroundStatistics> background = background(reader, patch);
    background.ifPresent(this::warn);
    if (!json) {
      return StatsFormat.text(statistics)
          + FingerprintFormat.text(fingerprint)
          + background.map(BackgroundFormat::text).orElse("");
    }
    ObjectNode node = StatsFormat.json(statistics);
    FingerprintFormat.put(node, fingerprint);
    background.ifPresent(found -> BackgroundFormat.put(node, found));
    return node.toPrettyString() + "\n";
  }

  /** Empty if label maps would be needed and nobody asked for what is in them. */
  private Optional<BackgroundStatistics> background(DatasetReader reader, Size3 patch) {
    boolean asked = NegativeOptions.NAMES.stream().anyMatch(this::isGiven);
    if (!asked && !patch.equals(reader.options().patchSize())) {
      return Optional.empty();
    }
    Wanted wanted =
        asked
            ? new Wanted(patch, List.of(negatives.negatives()), ratio)
            : Wanted.ofRecords(reader, ratio);
    int threads = Runtime.getRuntime().availableProcessors();
    try (Backend backend = Backends.onHost(threads)) {
      return Optional.of(BackgroundStatistics.of(reader, wanted, threads, backend));
    }
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private void warn(BackgroundStatistics background) {
    PrintWriter err = spec.commandLine().getErr();
    BackgroundFormat.warnings(background).forEach(line -> err.println("ib: warning: " + line));
    err.flush();
  }
}
