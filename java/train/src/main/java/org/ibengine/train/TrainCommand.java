package org.ibengine.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.cli.AddedCommand;
import org.ibengine.cli.options.EngineOptionsMixin;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.io.WritableFolder;
import org.ibengine.torch.Libtorch;
import org.ibengine.torch.train.RunConfig;
import org.ibengine.torch.train.RunFolder;
import org.ibengine.torch.train.Trainer;
import org.ibengine.torch.train.TrainingPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib train DIR -o RUN}: trains a network on a dataset. */
@Command(
    name = "train",
    sortOptions = false,
    description = {
      "Train a network on a dataset, on libtorch. RUN holds weights (safetensors, with PyTorch's"
          + " names), the course of the loss, and all that is needed to go on or to repeat it.",
      "The same command goes on with a run that was interrupted, at whatever moment; so does ib"
          + " train -o RUN. With --threads 1, its losses are bit-identical to those of a run that"
          + " was not."
    })
public final class TrainCommand implements AddedCommand {
  /** What goes with --config, or with a run that goes on. */
  private static final Set<String> BESIDE_CONFIG =
      Set.of("-o", "--config", "--save-steps", "--verbose");

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Dataset folder made by ib prepare.")
  private Path folder;

  @Option(
      names = "-o",
      required = true,
      paramLabel = "RUN",
      description = "Folder of the run: a new one, or one to go on with.")
  private Path run;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Repeat the run with this config.json, in a new RUN; DIR only if the dataset has moved.")
  private Path configFile;

  @Mixin private NetworkOptions network = new NetworkOptions();

  @Mixin private LearningOptions learning = new LearningOptions();

  @Option(
      names = "--save-steps",
      defaultValue = "0",
      paramLabel = "N",
      description = "Save a checkpoint after every N steps, too; without, after every epoch alone.")
  private int saveSteps;

  @Mixin private EngineOptionsMixin engineOptions = new EngineOptionsMixin();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (saveSteps < 0) {
      throw new IllegalArgumentException("--save-steps must be at least 0, was " + saveSteps);
    }
    RunConfig repeated = repeated();
    if (repeated == null && folder == null) {
      throw new IllegalArgumentException(
          "DIR is missing: name a dataset folder, a run to go on with (-o), or --config");
    }
    WritableFolder.require(run);
    Libtorch.load();
    EngineOptions options = repeated == null ? chosen() : repeated.engine();
    Path dataset = folder != null ? folder : Path.of(repeated.dataset());
    try (IbEngine engine = IbEngine.open(dataset, options)) {
      RunConfig config = repeated == null ? config(engine, options) : at(dataset, repeated);
      tell(engine, config);
      train(engine, config);
    }
  }

  /** What a file says; null where the options do. */
  private RunConfig repeated() {
    Path file = run.resolve("config.json");
    boolean goesOn = configFile == null && folder == null && Files.exists(file);
    if (configFile == null && !goesOn) {
      return null;
    }
    Set<String> others = new TreeSet<>();
    for (ArgSpec given : spec.commandLine().getParseResult().matchedArgs()) {
      if (given instanceof OptionSpec option && !BESIDE_CONFIG.contains(option.longestName())) {
        others.add(option.longestName());
      }
    }
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          (goesOn ? "a run goes on" : "--config repeats a run")
              + " as it was; leave out "
              + String.join(", ", others));
    }
    return RunFolder.readConfig(goesOn ? file : configFile);
  }

  private static RunConfig at(Path dataset, RunConfig config) {
    return new RunConfig(
        absolute(dataset), config.modalities(), config.network(), config.plan(), config.engine());
  }

  private static String absolute(Path folder) {
    return folder.toAbsolutePath().normalize().toString();
  }

  private EngineOptions chosen() {
    if (engineOptions.worldSize() != 1) {
      throw new IllegalArgumentException(
          "ib train runs in one process; leave out --rank and --world-size");
    }
    EngineOptions options = engineOptions.options();
    boolean unweighted = options.delivery().weights().kind().isEmpty();
    return learning.loss().needsWeights() && unweighted
        ? options.weights(WeightKind.PATCH_INVERSE)
        : options;
  }

  /** Says all that the dataset would have said, so that it can be repeated on its own. */
  private RunConfig config(IbEngine engine, EngineOptions options) {
    List<String> modalities = engine.modalities();
    TrainingPlan plan =
        learning.plan(engineOptions.sampler().stepsOfCommand(), engineOptions.threads());
    EngineOptions whole =
        options
            .modalities(modalities.toArray(String[]::new))
            .patchSize(engine.patchSize().x(), engine.patchSize().y(), engine.patchSize().z());
    return new RunConfig(
        absolute(folder),
        modalities,
        network.spec(modalities.size(), engine.patchSize()),
        plan,
        whole);
  }

  private void tell(IbEngine engine, RunConfig config) {
    engineOptions.folds().tell(engine.roles(), spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    TrainWords.beginning(engine, config).forEach(out::println);
    out.flush();
  }

  private void train(IbEngine engine, RunConfig config) {
    try {
      Files.createDirectories(run);
    } catch (IOException e) {
      throw new DatasetException(run, "cannot be created: " + IoReason.of(e), e);
    }
    try (Trainer trainer = Trainer.open(engine, config, run)) {
      Runtime.getRuntime().addShutdownHook(new Thread(trainer::pause, "ib-end-of-step"));
      PrintWriter out = spec.commandLine().getOut();
      TrainWords words = new TrainWords(engine, config, trainer, out);
      out.println(words.size());
      trainer.saveSteps(saveSteps).run(words);
      LossPlot.write(run);
      words.end(run).forEach(out::println);
      out.flush();
    }
  }
}
