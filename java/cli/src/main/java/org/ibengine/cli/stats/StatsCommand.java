package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.SizeOption;
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
            + " shown by sampling instances, cases or voxels, grids and intensities by case, and which"
            + " cases are unlike the rest.")
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
          "Patch size X Y Z for the foreground ratios. Default: as prepared, or that of most patches.")
  private int[] patchSize;

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
    if (!json) {
      return StatsFormat.text(statistics) + FingerprintFormat.text(fingerprint);
    }
    ObjectNode node = StatsFormat.json(statistics);
    FingerprintFormat.put(node, fingerprint);
    return node.toPrettyString() + "\n";
  }
}
