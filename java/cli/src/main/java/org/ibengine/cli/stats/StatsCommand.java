package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.SizeOption;
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
        "Show a dataset's instances by size and by case, foreground ratios, and how often each size"
            + " would be shown by instance, case and voxel sampling.")
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
          "Patch size X Y Z for the foreground ratios. Default: as prepared, or what most patches have.")
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
    if (ScriptFolder.isOne(folder)) {
      ScriptStatistics statistics = ScriptStatistics.of(folder, given);
      out.print(json ? statistics.json().toPrettyString() + "\n" : statistics.text());
    } else {
      out.print(ofDataset(given));
    }
    out.flush();
    return ExitCode.OK;
  }

  private String ofDataset(Size3 given) {
    DatasetReader reader = DatasetReader.open(folder);
    if (reader.cases().isEmpty()) {
      throw new DatasetException(folder, "holds no whole case; run ib prepare");
    }
    Size3 patch = given == null ? reader.options().patchSize() : given;
    DatasetStatistics statistics = DatasetStatistics.of(reader.index().cases(), patch);
    CoincidingPercentiles coinciding = CoincidingPercentiles.of(reader.index().cases());
    if (!json) {
      return StatsFormat.text(statistics) + coinciding.text();
    }
    ObjectNode node = StatsFormat.json(statistics);
    coinciding.put(node);
    return node.toPrettyString() + "\n";
  }
}
