package org.ibengine.examples.logistic;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.error.IbException;

/**
 * Learns on the GPU to tell patches with a lesion from those without, by nothing but cuBLAS calls
 * on the engine's batches. Arguments: a dataset folder made by {@code ib prepare}, epochs (5).
 */
public final class LogisticRegression {
  private static final int DEVICE = 0;
  private static final int PATCH = 64;
  private static final float RATE = 0.1f;

  private LogisticRegression() {}

  public static void main(String[] arguments) {
    System.exit(run(CublasLibrary.NAME, System.out, System.err, arguments));
  }

  /** As {@link #main} without leaving the process; returns the exit code. */
  static int run(String cublas, PrintStream out, PrintStream err, String... arguments) {
    if (arguments.length < 1 || arguments.length > 2) {
      err.println("arguments: a dataset folder made by ib prepare, epochs (5)");
      return 2;
    }
    Optional<String> reason = CublasLibrary.unavailableReason(cublas);
    if (reason.isPresent()) {
      err.println(reason.get());
      return 1;
    }
    EngineOptions options =
        EngineOptions.defaults()
            .backend("cuda")
            .device(DEVICE)
            .batchSize(16)
            .patchSize(PATCH, PATCH, PATCH);
    try (IbEngine engine = IbEngine.open(Path.of(arguments[0]), options);
        Algebra algebra = new Cublas(DEVICE)) {
      int epochs = arguments.length < 2 ? 5 : Integer.parseInt(arguments[1]);
      new Training(engine, algebra, RATE).run(epochs, 0, out);
      return 0;
    } catch (IbException | IllegalArgumentException e) {
      err.println(e.getMessage());
      return 1;
    }
  }
}
