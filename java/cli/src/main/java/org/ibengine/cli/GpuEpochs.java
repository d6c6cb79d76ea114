package org.ibengine.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.tensor.ElementType;

/**
 * Whole epochs as a training loop takes them, on cuda and on cpu.
 *
 * @param checked batches of cuda that were equal to the reference backend's
 */
record GpuEpochs(String input, int checked, Spread cuda, Spread cpu) {
  private static final int BATCH = 8;

  /**
   * @throws IllegalStateException if a batch differs from the reference backend's
   */
  static GpuEpochs measure(Path folder, OptionalInt device, long seed, int runs) {
    EngineOptions onHost = EngineOptions.defaults().batchSize(BATCH).type(ElementType.FLOAT16);
    EngineOptions onDevice = onHost.backend("cuda");
    EngineOptions options = device.isEmpty() ? onDevice : onDevice.device(device.getAsInt());
    EpochBench bench = new EpochBench(folder, seed, new EpochBench.Effort(runs, 0, 2));
    List<String> digests = bench.firstEpoch(options).digests();
    bench.compareWithReference(onHost, digests);
    return new GpuEpochs(
        "batches of %d float16, augmented".formatted(BATCH),
        digests.size(),
        patchesPerSecond(folder, seed, runs, options),
        patchesPerSecond(folder, seed, runs, onHost.backend("cpu")));
  }

  private static Spread patchesPerSecond(Path folder, long seed, int runs, EngineOptions options) {
    List<Double> rates = new ArrayList<>();
    try (IbEngine engine = IbEngine.open(folder, options)) {
      int epoch = BatchArrivals.record(engine, seed, 0, 0).nextEpoch(); // volumes come in
      for (int run = 0; run < runs; run++) {
        BatchArrivals arrivals = BatchArrivals.record(engine, seed, epoch, 0);
        epoch = arrivals.nextEpoch();
        rates.add(arrivals.patchesPerSecond());
      }
    }
    return Spread.of(rates);
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "epochs, %s: %.0f patches/s on cuda, %.0f on cpu (%d batches equal to the reference"
            + " backend's)%n",
        input,
        cuda.median(),
        cpu.median(),
        checked);
  }

  ObjectNode json() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("input", input).put("batches_equal_to_reference", checked);
    node.set("cuda_patches_per_s", cuda.json());
    node.set("cpu_patches_per_s", cpu.json());
    return node;
  }
}
