package org.ibengine.cli.experiment;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.text.TextFile;
import org.ibengine.error.DatasetException;
import org.ibengine.experiment.Experiment;
import org.ibengine.experiment.ExperimentRun;
import org.ibengine.io.IoReason;
import org.ibengine.io.WritableFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib experiment RUNS}: which loss finds what. */
@Command(
    name = "experiment",
    sortOptions = false,
    description = {
      "Compare training runs by loss: object Dice, average recall, recall of all and of small"
          + " lesions and false alarms per case, from the records that ib froc -o RUN/froc writes"
          + " or that the published evaluation left. Needs neither volumes nor libtorch.",
      "Writes experiment.md, experiment.csv and summary.json with -o."
    })
public final class ExperimentCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "RUNS",
      description =
          "Folders of runs, or of folders of runs. A run has prc_records.json somewhere inside; its"
              + " loss is that of config.json, or the name of its folder.")
  private List<Path> places;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "Folder to write to. Default: only print.")
  private Path output;

  @Option(
      names = "--records",
      defaultValue = ExperimentRun.RECORDS,
      paramLabel = "PATTERN",
      description =
          "Which files below a run are its records, such as 'froc/prc_records.json', in quotes."
              + " Default: ${DEFAULT-VALUE}.")
  private String pattern;

  @Option(
      names = "--small-below",
      defaultValue = "8",
      paramLabel = "D",
      description =
          "Lesions below this diameter, that of a ball with as many voxels, in voxels, are small."
              + " Default: ${DEFAULT-VALUE}.")
  private double smallBelow;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (output != null) {
      WritableFolder.require(output);
    }
    Experiment experiment = Experiment.of(ExperimentRun.find(places, pattern), smallBelow);
    PrintWriter out = spec.commandLine().getOut();
    out.print(ExperimentFormat.text(experiment));
    out.flush();
    if (output != null) {
      write(experiment);
    }
    return ExitCode.OK;
  }

  private void write(Experiment experiment) {
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new DatasetException(output, "cannot be created: " + IoReason.of(e), e);
    }
    TextFile.write(output.resolve("experiment.md"), ExperimentFormat.markdown(experiment));
    TextFile.write(output.resolve("experiment.csv"), ExperimentFormat.csv(experiment));
    TextFile.write(
        output.resolve("summary.json"), ExperimentFormat.json(experiment).toPrettyString());
  }
}
