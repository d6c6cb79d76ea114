package org.ibengine.torch.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.dlpack.DlpackBatch;
import org.ibengine.torch.TorchBatch;
import org.ibengine.torch.TorchBatches;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What handing a filled batch over costs, for batches of very different bytes. */
@Command(
    name = "hand-over",
    mixinStandardHelpOptions = true,
    description =
        "Time from asking for a filled batch to having its tensors and giving them back, without"
            + " the wait for the batch to be filled.")
public final class HandOverBench implements Callable<Integer> {
  private static final int[] EDGES = {16, 96};
  private static final int SLOTS = 8;

  /** Batches taken in a row, all of which were filled before. */
  private static final int BURST = 6;

  private static final long FILLING_NANOS = 20_000_000;

  @Parameters(paramLabel = "DIR", description = "Dataset folder of the volumes layout.")
  private Path folder;

  @Option(names = "--batches", defaultValue = "600", description = "Of each size. Default: 600.")
  private int batches;

  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new HandOverBench()).execute(arguments));
  }

  /** One way to take the next batch of an epoch and give it back. */
  private interface Way {
    Consumer<Epoch> on(Epoch epoch);
  }

  @Override
  public Integer call() {
    for (int edge : EDGES) {
      measure("libtorch", edge, HandOverBench::throughLibtorch);
      measure("DLPack", edge, epoch -> HandOverBench::throughDlpack);
    }
    return 0;
  }

  private static Consumer<Epoch> throughLibtorch(Epoch epoch) {
    TorchBatches tensors = TorchBatches.of(epoch);
    return any -> {
      try (TorchBatch batch = tensors.next()) {
        batch.image();
        batch.label();
      }
    };
  }

  private static void throughDlpack(Epoch epoch) {
    Batch batch = epoch.next();
    try (DlpackBatch exported = DlpackBatch.of(batch, 0)) {
      long image = exported.exportVersioned(batch.image());
      long label = exported.exportVersioned(batch.label());
      DlpackBatch.deleteVersioned(image);
      DlpackBatch.deleteVersioned(label);
    }
  }

  private void measure(String name, int edge, Way way) {
    EngineOptions options =
        EngineOptions.defaults()
            .backend("cpu")
            .patchSize(edge, edge, edge)
            .batchSize(2)
            .negativesPerPositive(0)
            .prefetch(SLOTS)
            .repeats(10);
    long[] nanos = new long[batches];
    long bytes;
    try (IbEngine engine = IbEngine.open(folder, options)) {
      bytes = 2L * edge * edge * edge * (4L * engine.modalities().size() + 1);
      int done = 0;
      for (int number = 0; done < batches; number++) {
        try (Epoch epoch = engine.epoch(1, number)) {
          Consumer<Epoch> handOver = way.on(epoch);
          while (done < batches && epoch.hasNext()) {
            if (done % BURST == 0) {
              waitUntilFilled(engine);
            }
            nanos[done++] = timed(epoch, handOver);
          }
        }
      }
    }
    report(name, bytes, Arrays.copyOfRange(nanos, batches / 2, batches)); // warm by then
  }

  /** Else a large batch would be measured with the waking of a thread that waited for it. */
  private static void waitUntilFilled(IbEngine engine) {
    int taken;
    do {
      taken = engine.slotsTaken();
      LockSupport.parkNanos(FILLING_NANOS);
    } while (engine.slotsTaken() > taken); // filling goes on
  }

  private static long timed(Epoch epoch, Consumer<Epoch> handOver) {
    long waited = epoch.waitedNanos();
    long began = System.nanoTime();
    handOver.accept(epoch);
    return System.nanoTime() - began - (epoch.waitedNanos() - waited);
  }

  private void report(String name, long bytes, long[] nanos) {
    Arrays.sort(nanos);
    spec.commandLine()
        .getOut()
        .printf(
            "%-9s %,12d bytes a batch: median %6.1f µs, 90 %% within %6.1f µs%n",
            name, bytes, nanos[nanos.length / 2] * 1e-3, nanos[nanos.length * 9 / 10] * 1e-3);
    spec.commandLine().getOut().flush();
  }
}
