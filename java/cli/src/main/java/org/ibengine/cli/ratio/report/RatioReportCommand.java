package org.ibengine.cli.ratio.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ibengine.cli.chart.Chart;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.text.TextFile;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.WritableFolder;
import org.ibengine.study.RatioStudy;
import org.ibengine.study.StudyRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib ratio report RUNS}: scores inside and outside the ratios that were trained on. */
@Command(
    name = "report",
    sortOptions = false,
    description = {
      "Compare scores of test cases whose foreground ratio lies within that of the training patches"
          + " with those of the others, by network and patch size, from what ib ratio run left."
          + " Needs neither volumes nor libtorch.",
      "Writes report.json, sizes.csv, bins.csv, dice-by-size.png and dice-by-ratio.png."
    })
public final class RatioReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUNS", description = "Folder that ib ratio run wrote.")
  private Path runs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "Folder to write to. Default: report in RUNS.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    StudyRun.Found found = StudyRun.find(runs);
    warn(found.unfinished());
    if (found.complete().isEmpty()) {
      throw new DatasetException(runs, "no run is complete; call ib ratio run again");
    }
    RatioStudy study = RatioStudy.of(found.complete());
    write(study, found.unfinished(), output == null ? runs.resolve("report") : output);
    PrintWriter out = spec.commandLine().getOut();
    out.print(StudyText.of(study));
    out.flush();
    return ExitCode.OK;
  }

  private void warn(List<String> unfinished) {
    if (!unfinished.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "ib: warning: left out because they are not complete: " + String.join(", ", unfinished));
      err.flush();
    }
  }

  private static void write(RatioStudy study, List<String> unfinished, Path folder) {
    WritableFolder.require(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DatasetException(folder, "cannot be created: " + IoReason.of(e), e);
    }
    TextFile.write(folder.resolve("report.json"), StudyJson.of(study, unfinished).toPrettyString());
    TextFile.write(folder.resolve("sizes.csv"), StudyCsv.sizes(study));
    TextFile.write(folder.resolve("bins.csv"), StudyCsv.bins(study));
    Chart.write(SizePlot.draw(study), folder.resolve("dice-by-size.png"));
    Chart.write(RatioPlot.draw(study), folder.resolve("dice-by-ratio.png"));
  }
}
