package org.ibengine.train.study;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.cli.AddedRatioCommand;
import org.ibengine.cli.Ib;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.WorkOptions;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.io.IoReason;
import org.ibengine.io.WritableFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.tensor.Device;
import org.ibengine.torch.Libtorch;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib ratio run TRAIN TEST -o RUNS}: the published study, at any size. */
@Command(
    name = "run",
    sortOptions = false,
    description = {
      "Train networks at several patch sizes on TRAIN, log the foreground ratios of all training"
          + " patches, predict TEST and score it: one folder per run in RUNS. Needs libtorch. Says"
          + " first what it takes.",
      "The same command goes on after an interruption. ib ratio report shows the results."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ib ratio run balls test -o runs --fold 0 4",
      "  ib ratio run balls test -o runs --split split.json --published --backend cuda"
    })
public final class RatioRunCommand implements AddedRatioCommand, IExitCodeGenerator {
  private static final int PATCHES_PER_CASE = 4;

  @Parameters(
      index = "0",
      paramLabel = "TRAIN",
      description = "Dataset to train and validate on, made by ib prepare --layout volumes.")
  private Path train;

  @Parameters(
      index = "1",
      paramLabel = "TEST",
      description = "Dataset to predict and score, made by ib prepare --layout volumes.")
  private Path test;

  @Option(
      names = "-o",
      required = true,
      paramLabel = "RUNS",
      description = "Folder of the study: a new one, or one to go on with.")
  private Path runs;

  @Mixin private StudyOptions options = new StudyOptions();

  @Option(names = "--dry-run", description = "Only say what it takes.")
  private boolean dryRun;

  @Mixin private WorkOptions work = new WorkOptions();

  @Spec private CommandSpec spec;

  private int exitCode = ExitCode.OK;

  /** What the dataset says. */
  private record Data(int cases, int modalities, String backend, Device device) {}

  @Override
  public void run() {
    StudySettings settings = options.settings();
    int givenSteps = options.steps().orElse(0);
    WritableFolder.require(runs);
    Libtorch.load();
    Data data = data();
    int steps =
        givenSteps > 0
            ? givenSteps
            : (PATCHES_PER_CASE * data.cases() + settings.batchSize() - 1) / settings.batchSize();
    StudyNeeds needs =
        new StudyNeeds(settings, data.modalities(), data.device(), work.threads(), steps);
    needs.requireFitting();
    tell(needs, data.device());
    if (!dryRun) {
      study(new StudyCommands(settings, train, test, steps, workWords(data.backend())));
    }
  }

  /** Opens both datasets, so that what is wrong with them is said before hours of training. */
  private Data data() {
    EngineOptions plain =
        EngineOptions.defaults()
            .backend(work.backend())
            .threads(work.threads())
            .maxMemory(work.memoryBytes());
    requireVolumes(train);
    requireVolumes(test);
    List<String> modalities;
    try (IbEngine engine = IbEngine.open(test, plain)) {
      modalities = engine.modalities();
    }
    try (IbEngine engine = IbEngine.open(train, options.folds().applyTo(plain))) {
      options.folds().tell(engine.roles(), spec.commandLine().getErr());
      if (engine.roles().validation().isEmpty()) {
        throw new DatasetException(
            train, "no case is held out to choose the best weights by; give another fold or split");
      }
      if (!engine.modalities().equals(modalities)) {
        throw new DatasetException(
            test,
            "has modalities "
                + String.join(", ", modalities)
                + ", but networks are trained on "
                + String.join(", ", engine.modalities()));
      }
      return new Data(
          engine.roles().train().size(),
          engine.modalities().size(),
          engine.backend(),
          engine.device());
    }
  }

  private static void requireVolumes(Path folder) {
    if (DatasetReader.open(folder).options().layout() != Layout.VOLUMES) {
      throw new DatasetException(
          folder,
          "holds patches of one size, but a study needs whole volumes; prepare the raw cases with"
              + " --layout volumes");
    }
  }

  private void tell(StudyNeeds needs, Device device) {
    PrintWriter out = spec.commandLine().getOut();
    needs.lines().forEach(out::println);
    out.flush();
    if (options.published() && device.kind() == Device.Kind.CPU) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "ib: warning: the published setting is meant for a GPU (--backend cuda, libtorch built for"
              + " it); this computes on the processor");
      err.flush();
    }
  }

  /** The backend that was found is named, so that not every stage looks for one. */
  private List<String> workWords(String backend) {
    return List.of(
        "--backend",
        backend,
        "--threads",
        String.valueOf(work.threads()),
        "--max-memory",
        String.valueOf(work.memoryBytes()));
  }

  private void study(StudyCommands commands) {
    try {
      Files.createDirectories(runs);
    } catch (IOException e) {
      throw new DatasetException(runs, "cannot be created: " + IoReason.of(e), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    StudyStages stages = new StudyStages(runs, commands, out, err);
    List<StudyItem> items = commands.settings().items();
    for (int i = 0; i < items.size(); i++) {
      if (!stages.run(items.get(i), (i + 1) + "/" + items.size())) {
        exitCode = ExitCode.FAILED;
        return;
      }
    }
    exitCode = Ib.run(out, err, "ratio", "report", runs.toString());
  }

  @Override
  public int getExitCode() {
    return exitCode;
  }
}
