package org.ibengine.train.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.ibengine.cli.measure.ProcessMemory;
import org.ibengine.cli.text.TextTable;
import org.ibengine.tensor.Device;
import org.ibengine.text.Text;
import org.ibengine.torch.network.NetworkSpec;
import org.ibengine.torch.train.LossSpec;
import org.ibengine.torch.train.OptimizerSpec;
import org.ibengine.torch.train.Schedule;
import org.ibengine.torch.train.StepTrial;
import org.ibengine.torch.train.TrainingPlan;
import org.ibengine.train.NetworkOptions;
import org.ibengine.volume.Size3;
import picocli.CommandLine;

/**
 * What training of a study needs, from a step of each network at its smallest size: time and memory
 * grow with the voxels of a batch.
 */
final class StudyNeeds {
  private static final double NANOS = 1e9;
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double MIB = 1 << 20;
  private static final double GIB = 1 << 30;
  private static final int BYTES_PER_PARAMETER = 16; // weight, gradient and two moments of Adam

  private final StudySettings settings;
  private final int inputs;
  private final Device device;
  private final int threads;
  private final int steps;

  /** One row of the table. */
  private record Need(String network, int size, long parameters, double seconds, double bytes) {}

  /**
   * @param inputs modalities
   * @param steps of an epoch
   */
  StudyNeeds(StudySettings settings, int inputs, Device device, int threads, int steps) {
    this.settings = settings;
    this.inputs = inputs;
    this.device = device;
    this.threads = threads;
    this.steps = steps;
  }

  /**
   * @throws IllegalArgumentException if a network does not take a size, before anything is computed
   */
  void requireFitting() {
    for (String network : settings.networks()) {
      settings.sizes().forEach(size -> spec(network, size));
    }
  }

  private NetworkSpec spec(String network, int size) {
    List<String> words = new ArrayList<>(List.of("--network", network));
    words.addAll(settings.shape().options(network));
    NetworkOptions options =
        CommandLine.populateCommand(new NetworkOptions(), words.toArray(String[]::new));
    return options.spec(inputs, new Size3(size, size, size));
  }

  /** Makes steps and says what follows. Blocks; libtorch must have been loaded. */
  List<String> lines() {
    List<Need> needs = new ArrayList<>();
    long before = ProcessMemory.now().orElse(-1); // the process keeps what trials give back
    for (String network : settings.networks()) {
      needs.addAll(measure(network, before));
    }
    TextTable table = new TextTable("network", "size", "parameters", "time", "memory");
    for (Need need : needs) {
      table.row(
          need.network(),
          need.size(),
          Text.format("%,d", need.parameters()),
          time(need.seconds()),
          memory(need.bytes()));
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        Text.format(
            "%s of %s of %s, %s per step, on %s",
            Text.counted(settings.items().size(), "run"),
            Text.counted(settings.epochs(), "epoch"),
            Text.counted(steps, "step"),
            Text.counted(settings.batchSize(), "patch"),
            device.kind() == Device.Kind.CPU
                ? "the processor, " + Text.counted(threads, "thread")
                : device.toString()));
    table.toString().lines().forEach(lines::add);
    lines.add(
        Text.format(
            "about %s of training in all, from a step of each network at %d³; validation and prediction"
                + " come on top",
            time(needs.stream().mapToDouble(Need::seconds).sum()),
            settings.sizes().stream().mapToInt(Integer::intValue).min().orElseThrow()));
    return lines;
  }

  private static String time(double seconds) {
    if (seconds < 2 * MINUTE) {
      return Text.format("%.0f s", Math.ceil(seconds));
    }
    return seconds < 2 * HOUR
        ? Text.format("%.0f min", seconds / MINUTE)
        : Text.format("%.1f h", seconds / HOUR);
  }

  private static String memory(double bytes) {
    if (Double.isNaN(bytes)) {
      return "-";
    }
    return bytes < GIB
        ? Text.format("%.0f MiB", bytes / MIB)
        : Text.format("%.1f GiB", bytes / GIB);
  }

  /** All runs of a network, by size. */
  private List<Need> measure(String network, long before) {
    int least = settings.sizes().stream().mapToInt(Integer::intValue).min().orElseThrow();
    TrainingPlan plan =
        new TrainingPlan(
            LossSpec.parse("sdl"),
            OptimizerSpec.parse("adam:1e-4"),
            new Schedule.Constant(),
            1,
            1,
            0,
            TrainingPlan.Best.DICE,
            0,
            threads);
    boolean tells = forgetPeak();
    StepTrial.Found found =
        new StepTrial(spec(network, least), plan, device)
            .run(settings.batchSize(), new Size3(least, least, least));
    double grown = tells && device.kind() == Device.Kind.CPU ? grown(before) : Double.NaN;
    double fixed = (double) BYTES_PER_PARAMETER * found.parameters();
    List<Need> needs = new ArrayList<>();
    for (int size : settings.sizes()) {
      double times = Math.pow((double) size / least, 3);
      double all = (double) settings.runs() * settings.epochs() * steps;
      needs.add(
          new Need(
              network,
              size,
              found.parameters(),
              all * times * found.nanos() / NANOS,
              fixed + Math.max(0, grown - fixed) * times));
    }
    return needs;
  }

  /** Lets the kernel count the peak anew; false where it does not. */
  private static boolean forgetPeak() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
      return true;
    } catch (IOException e) {
      return false; // then no memory is told
    }
  }

  private static double grown(long before) {
    OptionalLong peak = ProcessMemory.peak();
    return before < 0 || peak.isEmpty() ? Double.NaN : peak.getAsLong() - before;
  }
}
