package org.ibengine.benchmarks.gpu;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.benchmarks.epoch.BatchArrivals;
import org.ibengine.benchmarks.epoch.EpochBench;
import org.ibengine.cli.text.Spread;
import org.ibengine.cuda.SimulatedTraining;
import org.ibengine.options.OptionsJson;
import org.ibengine.tensor.ElementType;
import org.ibengine.text.Text;

/**
 * Whole epochs as a training loop takes them, on cuda and on cpu.
 *
 * @param checked batches of cuda that were equal to the reference backend's
 */
record GpuEpochs(int checked, Rates cuda, Rates cpu, double stepMs) {
  private static final int BATCH = 8;

  /**
   * @param options of the engine
   * @param patchesPerSecond taken as fast as they come
   * @param idleShare part of the time in which a training loop with simulated steps has no batch:
   *     of its stream's time by the device's clock, or of its thread's on cpu
   */
  record Rates(EngineOptions options, Spread patchesPerSecond, Spread idleShare) {}

  /**
   * @param backend cuda, on the device to measure
   * @throws IllegalStateException if a batch differs from the reference backend's
   */
  static GpuEpochs measure(
      DeviceBackend backend, Path folder, long seed, EpochBench.Effort effort) {
    EngineOptions onHost = EngineOptions.defaults().batchSize(BATCH).type(ElementType.FLOAT16);
    EngineOptions onDevice = onHost.backend("cuda").device(backend.device());
    EpochBench bench = new EpochBench(folder, seed, effort);
    List<String> digests = bench.firstEpoch(onDevice).digests();
    bench.compareWithReference(onHost, digests);
    Rates cuda;
    try (SimulatedTraining training = SimulatedTraining.on(backend)) {
      Training steps =
          (engine, number) -> {
            DeviceIdle.EpochId first = new DeviceIdle.EpochId(seed, number);
            return DeviceIdle.course(training, engine, first, effort.stepMs()).idleShare();
          };
      cuda = rates(folder, onDevice, seed, new Stepped(effort.runs(), steps));
    }
    Training steps =
        (engine, number) ->
            BatchArrivals.record(engine, seed, number, effort.stepMs()).waitingShare();
    return new GpuEpochs(
        digests.size(),
        cuda,
        rates(folder, onHost.backend("cpu"), seed, new Stepped(effort.runs(), steps)),
        effort.stepMs());
  }

  /** Trains by simulated steps from an epoch on. */
  private interface Training {
    /** The idle share. */
    double from(IbEngine engine, int epoch);
  }

  private record Stepped(int runs, Training training) {}

  private static Rates rates(Path folder, EngineOptions choice, long seed, Stepped stepped) {
    EngineOptions options;
    List<Double> rates = new ArrayList<>();
    List<Double> idle = new ArrayList<>();
    try (IbEngine engine = IbEngine.open(folder, choice)) {
      options = engine.options();
      int epoch = BatchArrivals.record(engine, seed, 0, 0).nextEpoch(); // volumes come in
      for (int run = 0; run < stepped.runs(); run++) {
        BatchArrivals arrivals = BatchArrivals.record(engine, seed, epoch, 0);
        rates.add(arrivals.patchesPerSecond());
        idle.add(stepped.training().from(engine, arrivals.nextEpoch()));
        epoch = arrivals.nextEpoch() + BatchArrivals.EPOCHS + 1;
      }
    }
    return new Rates(options, Spread.of(rates), Spread.of(idle));
  }

  private static String input() {
    return Text.format("batches of %d float16, augmented", BATCH);
  }

  /** What the engine on the device was opened with. */
  ObjectNode options() {
    return tree(cuda.options());
  }

  private static ObjectNode tree(EngineOptions options) {
    return new OptionsJson(options.sampling(), options.delivery(), options.resources()).tree();
  }

  String text() {
    return Text.format(
        "epochs, %s: %.0f patches/s on cuda, %.0f on cpu (%d batches equal to the reference"
            + " backend's)%nidle with steps of %s ms: %.2f %% of a training stream's time on cuda,"
            + " %.2f %% of a training thread's on cpu%n",
        input(),
        cuda.patchesPerSecond().median(),
        cpu.patchesPerSecond().median(),
        checked,
        stepMs,
        100 * cuda.idleShare().median(),
        100 * cpu.idleShare().median());
  }

  ObjectNode json() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("input", input()).put("batchesEqualToReference", checked);
    node.put("simulatedStepMs", stepMs);
    node.set("cpuOptions", tree(cpu.options()));
    node.set("cudaPatchesPerSecond", cuda.patchesPerSecond().json());
    node.set("cpuPatchesPerSecond", cpu.patchesPerSecond().json());
    node.set("cudaIdleShare", cuda.idleShare().json());
    node.set("cpuIdleShare", cpu.idleShare().json());
    return node;
  }
}
