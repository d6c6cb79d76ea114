package org.ibengine.benchmarks.torch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.dataset.SubjectsFile;
import org.ibengine.error.DatasetException;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.error.IbException;
import org.ibengine.error.Printable;
import org.ibengine.io.IoReason;
import org.ibengine.text.Text;
import org.ibengine.torch.Libtorch;
import org.ibengine.torch.loss.Loss;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib train-demo}: a small network, trained and measured by lesions. */
@Command(
    name = "ib train-demo",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Train a small 3D U-Net on a dataset of the volumes layout and count the lesions that it"
          + " finds among those held out: a fold of the subjects, or every fourth lesion where"
          + " there is one subject. A demonstration, not a model for use."
    })
public final class TrainDemo implements Callable<Integer> {
  private static final int HOLD_EVERY = 4;
  private static final int MAX_FOLDS = 5;
  private static final int WIDTH = 8;

  @Parameters(paramLabel = "DIR", description = "Dataset folder: ib prepare … --layout volumes.")
  private Path folder;

  @Option(
      names = "--steps",
      defaultValue = "1500",
      paramLabel = "N",
      description = "Default: 1500, a few minutes on two cores.")
  private int steps;

  @Option(names = "--batch-size", defaultValue = "2", paramLabel = "N", description = "Default: 2.")
  private int batchSize;

  @Option(
      names = "--patch",
      defaultValue = "32",
      paramLabel = "N",
      description = "Edge of the cubic patches in voxels, divisible by 4. Default: 32.")
  private int patch;

  @Option(
      names = "--subjects",
      paramLabel = "FILE",
      description = "JSON object from case to subject. Default: by case name.")
  private Path subjectsFile;

  @Option(
      names = "--plain",
      description = "Loss without the map of inverse lesion sizes (Dice and cross-entropy alone).")
  private boolean plain;

  @Option(names = "--seed", defaultValue = "1", paramLabel = "S", description = "Default: 1.")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Default: all processors. With 1, equal seeds give bit-identical losses.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures to FILE.")
  private Path json;

  @Spec private CommandSpec spec;

  /** Held while libtorch computes: the process must not end then, it would crash. */
  private final Lock computing = new ReentrantLock();

  /** Runs the command and ends the JVM with its exit code: 0, 1 if it failed, 2 for bad options. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new TrainDemo())
        .setExecutionExceptionHandler(
            (error, line, parsed) -> {
              if (error instanceof IbException || error instanceof IllegalArgumentException) {
                line.getErr().println("ib: " + Printable.line(String.valueOf(error.getMessage())));
                line.getErr().flush();
                boolean usage =
                    error instanceof IllegalArgumentException
                        && !(error instanceof DatasetMismatchException);
                return usage ? 2 : 1;
              }
              throw error;
            });
  }

  @Override
  public Integer call() {
    if (steps < 1 || patch < 4 || patch % 4 != 0 || threads < 1) {
      throw new IllegalArgumentException(
          Text.format(
              "--steps and --threads must be at least 1 and --patch divisible by 4, were %d, %d and %d",
              steps, threads, patch));
    }
    Libtorch.load();
    Runtime.getRuntime().addShutdownHook(new Thread(computing::lock, "ib-end-of-step"));
    Training.prepare(seed, threads);
    int subjects = subjects();
    HeldOut heldOut = subjects > 1 ? HeldOut.NOTHING : new HeldOut(HOLD_EVERY);
    EngineOptions options =
        subjects > 1
            ? options().fold(0, Math.min(subjects, MAX_FOLDS))
            : options().validationOfAll(true); // of which HeldOut takes its lesions
    try (IbEngine engine = IbEngine.open(folder, options)) {
      print(
          "data       %s of %s; %s; %s",
          Text.counted(engine.cases().size(), "case"),
          Text.counted(subjects, "subject"),
          held(subjects),
          subjectsFile == null
              ? "subjects guessed from case names (give --subjects FILE if that is wrong)"
              : "subjects as --subjects says");
      train(engine, heldOut);
    }
    return 0;
  }

  private int subjects() {
    try (IbEngine engine = IbEngine.open(folder, options())) {
      return engine.roles().subjectCount();
    }
  }

  private String held(int subjects) {
    return subjects > 1
        ? "held out: fold 0 of " + Math.min(subjects, MAX_FOLDS)
        : Text.format(
            "no subject can be held out, so every %dth lesion is: its voxels weigh nothing in training",
            HOLD_EVERY);
  }

  private EngineOptions options() {
    return EngineOptions.defaults()
        .subjects(subjectsFile == null ? Map.of() : SubjectsFile.read(subjectsFile))
        .backend("cpu")
        .threads(threads)
        .patchSize(patch, patch, patch)
        .batchSize(batchSize)
        .instanceMaps(true)
        .weights(plain ? null : WeightKind.PATCH_INVERSE);
  }

  private void train(IbEngine engine, HeldOut heldOut) {
    UNet network = new UNet(engine.modalities().size(), WIDTH);
    Loss loss = plain ? Training.DICE_AND_ENTROPY : Training.WEIGHTED_DICE_AND_ENTROPY;
    print("loss       Dice and cross-entropy, %s", plain ? "plain" : "patch-inverse weights");
    Training training = new Training(network, loss, heldOut, computing);
    int stride = Math.max(1, steps / 10);
    float[] sum = new float[1];
    Training.Course course =
        training.run(
            engine,
            seed,
            steps,
            (step, value) -> {
              sum[0] += value;
              if ((step + 1) % stride == 0) {
                print(
                    "step %5d  mean loss of the last %d: %.4f", step + 1, stride, sum[0] / stride);
                sum[0] = 0;
              }
            });
    report(new TrainReport(course, recall(engine, network, heldOut), threads));
  }

  private LesionRecall recall(IbEngine engine, UNet network, HeldOut heldOut) {
    LesionRecall recall = new LesionRecall(heldOut);
    try (Epoch validation = engine.validation()) {
      recall.measure(network, validation, computing);
    }
    return recall;
  }

  private void report(TrainReport report) {
    report.lines().forEach(line -> print("%s", line));
    if (json != null) {
      try {
        Files.writeString(json, report.json().put("seed", seed).toPrettyString() + "\n");
      } catch (IOException e) {
        throw new DatasetException(json, "cannot be written: " + IoReason.of(e), e);
      }
    }
  }

  private void print(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Printable.line(Text.format(format, values)));
    out.flush();
  }
}
