package org.ibengine.train;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.cli.AddedCommand;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.WorkOptions;
import org.ibengine.cli.text.TerminalProgress;
import org.ibengine.cli.text.TextFile;
import org.ibengine.options.Delivery;
import org.ibengine.predict.CaseFinisher;
import org.ibengine.predict.PredictedCase;
import org.ibengine.predict.Prediction;
import org.ibengine.predict.PredictionFolder;
import org.ibengine.predict.PredictionSummary;
import org.ibengine.predict.PredictionWriter;
import org.ibengine.predict.WindowStitcher;
import org.ibengine.torch.Libtorch;
import org.ibengine.torch.network.Network;
import org.ibengine.torch.predict.NetworkModel;
import org.ibengine.torch.train.RunConfig;
import org.ibengine.torch.train.RunFolder;
import org.ibengine.volume.Size3;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib predict RUN DIR -o PRED}: leads a trained network over whole cases. */
@Command(
    name = "predict",
    sortOptions = false,
    description = {
      "Predict whole cases with a network that ib train trained: sliding windows, put together, and"
          + " written as PRED/<case>.nii.gz, float32, on the grid of the case's files.",
      "Cases whose files are there from an interrupted run of the same settings are left as they"
          + " are."
    })
public final class PredictCommand implements AddedCommand, IExitCodeGenerator {
  @Parameters(index = "0", paramLabel = "RUN", description = "Folder that ib train wrote.")
  private Path run;

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      description = "Dataset folder made by ib prepare --layout volumes.")
  private Path folder;

  @Option(
      names = "-o",
      required = true,
      paramLabel = "PRED",
      description = "Folder to write to; created if missing.")
  private Path out;

  @Mixin private CaseOptions chosen = new CaseOptions();

  @Option(
      names = "--weights",
      defaultValue = "best",
      paramLabel = "best|last",
      hideParamSyntax = true,
      description =
          "Those that validated best (the last if nothing was validated), or the last."
              + " Default: best.")
  private String weights;

  @Mixin private WindowOptions windows = new WindowOptions();

  @Option(
      names = "--batch-size",
      defaultValue = "1",
      paramLabel = "N",
      description = "Windows that the network sees at once. Default: 1.")
  private int batchSize;

  @Mixin private WorkOptions work = new WorkOptions();

  @Option(names = "--force", description = "Predict everything, and replace what PRED has.")
  private boolean force;

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description = "Write what was done, and where the time went, as JSON.")
  private Path summaryFile;

  @Spec private CommandSpec spec;

  private int exitCode = ExitCode.OK;

  @Override
  public void run() {
    RunFolder trained = RunFolder.open(run);
    RunConfig config = trained.config();
    WindowStitcher.Layout layout = layout(config);
    RunFolder.Which which = which();
    Path file = trained.requireWeights(which);
    Libtorch.setThreads(work.threads());
    List<PredictedCase> cases = cases(config);
    PredictionFolder predictions =
        PredictionFolder.open(out, PredictionSettings.json(file, windows, layout), force);
    try (Backend host = Backends.open(work.backend(), work.threads())) {
      PredictionWriter writer =
          new PredictionWriter(host, work.threads(), windows.averaged(), windows.written());
      try (IbEngine engine =
              IbEngine.open(folder, options(config, layout.window(), room(cases, writer)));
          Network network = trained.network(which, engine.device());
          NetworkModel model = new NetworkModel(network, windows.flips());
          TerminalProgress progress = TerminalProgress.counting("predict", "windows")) {
        long left = work.memoryBytes() - engine.memory().totalBytes();
        CaseFinisher finisher = new CaseFinisher(writer, predictions, left);
        tell(new Prediction(engine, model, layout, finisher).run(cases, progress));
      }
    }
  }

  private WindowStitcher.Layout layout(RunConfig config) {
    Size3 trained = config.engine().sampling().patchSize().orElseThrow(); // a run says all
    WindowStitcher.Layout layout = windows.layout(windows.window(trained));
    config.network().requireWindow(layout.window());
    return layout;
  }

  private RunFolder.Which which() {
    return switch (weights) {
      case "best" -> RunFolder.Which.BEST;
      case "last" -> RunFolder.Which.LAST;
      default ->
          throw new IllegalArgumentException("--weights must be best or last, was " + weights);
    };
  }

  private List<PredictedCase> cases(RunConfig config) {
    if (!chosen.byRole()) {
      return chosen.of(folder, Optional.empty());
    }
    EngineOptions held =
        options(
            config,
            windows.window(config.engine().sampling().patchSize().orElseThrow()),
            work.memoryBytes());
    try (IbEngine engine = IbEngine.open(folder, held.sampling(config.engine().sampling()))) {
      return chosen.of(folder, Optional.of(engine.roles()));
    }
  }

  /** Memory for windows: what one case that is put together and one that is written leave. */
  private long room(List<PredictedCase> cases, PredictionWriter writer) {
    long most = cases.stream().mapToLong(item -> CaseFinisher.bytes(item, writer)).max().orElse(0);
    return Math.max(1, work.memoryBytes() - 2 * most);
  }

  /** Images as the network was trained on; all cases, whatever was held out. */
  private EngineOptions options(RunConfig config, Size3 window, long memory) {
    Delivery trained = config.engine().delivery();
    return EngineOptions.defaults()
        .delivery(
            Delivery.USUAL
                .modalities(config.modalities())
                .type(trained.type())
                .normalisation(trained.normalisation()))
        .patchSize(window.x(), window.y(), window.z())
        .batchSize(batchSize)
        .negativesPerPositive(0)
        .prefetch(2)
        .backend(work.backend())
        .threads(work.threads())
        .maxMemory(memory);
  }

  private void tell(PredictionSummary summary) {
    PrintWriter err = spec.commandLine().getErr();
    summary
        .failures()
        .forEach(
            failure -> err.println("ib: case " + failure.caseName() + ": " + failure.message()));
    err.flush();
    spec.commandLine().getOut().println(PredictWords.of(summary, out));
    spec.commandLine().getOut().flush();
    if (summaryFile != null) {
      TextFile.write(summaryFile, PredictWords.json(summary));
    }
    exitCode = summary.failures().isEmpty() ? ExitCode.OK : ExitCode.SOME_CASES_FAILED;
  }

  @Override
  public int getExitCode() {
    return exitCode;
  }
}
