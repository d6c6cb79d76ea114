package org.ibengine.benchmarks.gpu;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.ibengine.backend.Backends;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.benchmarks.epoch.BenchEpochCommand;
import org.ibengine.benchmarks.epoch.EpochBench;
import org.ibengine.benchmarks.measure.Machine;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.text.TextFile;
import org.ibengine.cuda.KernelBench;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib bench gpu [DIR]}: every kernel beside a copy on the device, and epochs from it. */
@Command(
    name = "gpu",
    sortOptions = false,
    description = {
      "Measure the kernels of backend cuda on synthetic volumes, each next to a copy of as many"
          + " bytes on the same device, and (with DIR) the epochs of a dataset: patches per second,"
          + " and how long a training stream is idle between simulated steps.",
      "Kernels are timed twice: with the L2 cache as it is, and after it was swept. Results on small"
          + " volumes are compared with those of the reference backend before anything is timed.",
      "FILE is written anew after every figure, with \"complete\" false until the last."
    })
public final class BenchGpuCommand implements Callable<Integer> {
  private static final int BATCHES_CHECKED = 2;
  private static final double MOST_MEGABYTES = 1e6;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Dataset folder made by ib prepare, for the epochs. Default: none.")
  private Path folder;

  @Option(
      names = "--size",
      arity = "3",
      paramLabel = "X Y Z",
      hideParamSyntax = true,
      description = "X Y Z of the volumes in voxels. Default: 512 512 1000.")
  private int[] size = {512, 512, 1000};

  @Option(
      names = "--patches",
      split = ",",
      paramLabel = "A,B",
      hideParamSyntax = true,
      description = "Edges of the cubes to gather. Default: 64,96,128.")
  private List<Integer> patches = List.of(64, 96, 128);

  @Option(
      names = "--batch-mb",
      defaultValue = "256",
      paramLabel = "MB",
      description = "Approximate size of a gathered batch. Default: ${DEFAULT-VALUE}.")
  private double batchMegabytes;

  @Option(
      names = "--runs",
      defaultValue = "9",
      paramLabel = "N",
      description = "How often each figure is measured. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(names = "--epochs-only", description = "Leave the kernels out; needs DIR.")
  private boolean epochsOnly;

  @Option(
      names = "--step-ms",
      defaultValue = "10",
      paramLabel = "MS",
      description = "Length of the simulated training step. Default: ${DEFAULT-VALUE}.")
  private double stepMs;

  @Option(
      names = "--device",
      paramLabel = "N",
      description = "Which device, from 0. Default: the first usable one.")
  private Integer device;

  @Option(names = "--seed", defaultValue = "0", paramLabel = "S", description = "Default: 0.")
  private long seed;

  @Option(names = "--commit", defaultValue = "unknown", paramLabel = "ID", description = "Noted.")
  private String commit;

  @Option(names = "--output", paramLabel = "FILE", description = "Also write JSON to FILE.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    GpuBench.Scale scale = scale();
    ObjectNode json = new ObjectMapper().createObjectNode();
    try (DeviceBackend backend = (DeviceBackend) Backends.open("cuda", 1, device())) {
      json.put("device", backend.description());
      measure(backend, scale, json);
    }
    write(json.put("complete", true));
    return ExitCode.OK;
  }

  private void measure(DeviceBackend backend, GpuBench.Scale scale, ObjectNode json) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(backend.description());
    if (!KernelBench.onHardware()) {
      out.println(GpuBenchFormat.NO_HARDWARE);
    }
    if (!epochsOnly) {
      List<GpuBench.Row> rows = new GpuBench(backend, scale, soFar -> write(json, soFar)).run();
      out.print(GpuBenchFormat.text(rows));
    }
    if (folder != null) {
      GpuEpochs epochs = GpuEpochs.measure(backend, folder, seed, effort());
      out.print(epochs.text());
      json.set("epochs", epochs.json());
      json.set("options", epochs.options());
    }
    out.flush();
  }

  private EpochBench.Effort effort() {
    return new EpochBench.Effort(runs, stepMs, BATCHES_CHECKED);
  }

  private OptionalInt device() {
    return device == null ? OptionalInt.empty() : OptionalInt.of(device);
  }

  private GpuBench.Scale scale() {
    boolean anyEdge = patches.stream().anyMatch(edge -> edge < 1);
    if (!(stepMs >= 0 && stepMs <= BenchEpochCommand.LONGEST_STEP_MS)) {
      throw new IllegalArgumentException("--step-ms must be from 0 to 60000, was " + stepMs);
    }
    if (epochsOnly && folder == null) {
      throw new IllegalArgumentException("--epochs-only needs DIR, a dataset folder");
    }
    if (!(batchMegabytes > 0 && batchMegabytes <= MOST_MEGABYTES)) {
      throw new IllegalArgumentException(
          "--batch-mb must be more than 0 and at most 1000000, was " + batchMegabytes);
    }
    if (runs < 1 || anyEdge || size[0] < 3 || size[1] < 3 || size[2] < 3) {
      throw new IllegalArgumentException(
          Text.format(
              "--runs and --patches must be at least 1 and --size at least 3 in x, y and z, were %d, %s"
                  + " and (%d, %d, %d)",
              runs, patches, size[0], size[1], size[2]));
    }
    Size3 volume = new Size3(size[0], size[1], size[2]);
    return new GpuBench.Scale(volume, patches, (long) (batchMegabytes * 1e6), runs, seed);
  }

  /** What a run that is stopped here leaves. */
  private void write(ObjectNode json, List<GpuBench.Row> soFar) {
    json.set("results", GpuBenchFormat.json(soFar));
    write(json.put("complete", false));
  }

  private void write(ObjectNode json) {
    if (output == null) {
      return;
    }
    json.put("benchmark", "gpu").put("commit", commit).put("seed", seed);
    json.put("hardware", KernelBench.onHardware());
    if (!KernelBench.onHardware()) {
      json.put("note", GpuBenchFormat.NO_HARDWARE);
    }
    json.put("commandLine", String.join(" ", spec.commandLine().getParseResult().originalArgs()));
    json.set("machine", Machine.json());
    TextFile.write(output, json.toPrettyString());
  }
}
