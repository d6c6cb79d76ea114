package org.ibengine.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ibengine.backend.Backend;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Volume;

/**
 * Times the kernels of an open cuda backend by the device's own clock. Results are not looked at
 * here: compare those of the backend first. All methods block until the last run is over, and run
 * once before they measure. A bench that is {@link #cold} sweeps the device's L2 cache before every
 * run. Thread-safe, but others on the same device slow it down.
 */
public final class KernelBench {
  private static final String COPY = "copy";

  /**
   * @param seconds from the start of the first kernel to the end of the last, the host's part
   *     between them included, transfers before and after not
   * @param kernels seconds in each kernel, all its launches together, in order of first launch
   */
  public record Run(double seconds, Map<String, Double> kernels) {
    /** Seconds in all kernels. */
    public double kernelSeconds() {
      return kernels.values().stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  private final Gpu device;
  private final boolean sweeps;

  private KernelBench(Gpu device, boolean sweeps) {
    this.device = device;
    this.sweeps = sweeps;
  }

  /**
   * The bench of {@code backend}, which must stay open as long as it is used.
   *
   * @throws IllegalArgumentException unless it is a cuda backend
   */
  public static KernelBench of(Backend backend) {
    if (backend instanceof CudaBackend cuda) {
      return new KernelBench(cuda.onDevice(), false);
    }
    throw new IllegalArgumentException(
        "kernels are timed on backend cuda only, was " + backend.name());
  }

  /** The bench of the same backend whose runs find nothing of their own in the L2 cache. */
  public KernelBench cold() {
    return new KernelBench(device, true);
  }

  /** False on the driver's test double, whose times say nothing of any GPU. */
  public static boolean onHardware() {
    return !DriverProbe.isTestDouble();
  }

  /** Percentiles of a volume in memory of the backend; its upload is not measured. */
  public List<Run> percentiles(Volume volume, int runs, double... percentages) {
    PercentileRanks ranks = PercentileRanks.of(volume.size().voxels(), percentages);
    return repeat(runs, lane -> new PercentileKernels(lane, volume).select(ranks));
  }

  /** Components of a mask in memory of the backend; its upload is not measured. */
  public List<Run> labelComponents(Volume mask, Connectivity connectivity, int runs) {
    return repeat(runs, lane -> new LabelKernels(lane, mask, connectivity).run());
  }

  /**
   * One launch for all patches, whose sources have arrived; writing their table is not measured.
   */
  public List<Run> gatherPatches(List<DevicePatchGather> patches, int runs) {
    return repeat(runs, lane -> launchOnce(lane, patches));
  }

  private static void launchOnce(Lane lane, List<DevicePatchGather> patches) {
    int bytes = GatherQueue.need(patches.size()).tableBytes();
    PinnedBuffer host = lane.allocatePinned(bytes);
    int blocks = PatchTable.write(host.view(0, bytes), patches);
    long table = lane.allocate(bytes).address();
    lane.stream().copyToDevice(table, host.address(), bytes);
    lane.launch(GatherQueue.KERNEL, new Grid(blocks, PatchTable.THREADS, 0), table, patches.size());
  }

  /** A copy of {@code sizeBytes} within device memory, which moves twice as many bytes. */
  public List<Run> copy(long sizeBytes, int runs) {
    return transfers(
        runs,
        lane -> {
          long source = lane.allocate(sizeBytes).address();
          long target = lane.allocate(sizeBytes).address();
          return () -> lane.stream().copyOnDevice(target, source, sizeBytes);
        });
  }

  /** A copy of {@code sizeBytes} from page-locked memory of the host to the device. */
  public List<Run> upload(long sizeBytes, int runs) {
    return transfers(
        runs,
        lane -> {
          long source = lane.allocatePinned(sizeBytes).address();
          long target = lane.allocate(sizeBytes).address();
          return () -> lane.stream().copyToDevice(target, source, sizeBytes);
        });
  }

  private interface Prepared {
    Runnable on(Lane lane);
  }

  private List<Run> transfers(int runs, Prepared prepared) {
    try (Lane lane = Lane.open(device)) {
      Runnable transfer = prepared.on(lane);
      transfer.run();
      return measured(
          runs,
          watch -> {
            watch.time(lane.stream(), COPY, transfer);
            return watch.read();
          });
    }
  }

  private List<Run> repeat(int runs, Consumer<Lane> operation) {
    try (Lane lane = Lane.open(device)) {
      operation.accept(lane);
    }
    return measured(
        runs,
        watch -> {
          try (Lane lane = Lane.watched(device, watch)) {
            operation.accept(lane);
            return watch.read();
          }
        });
  }

  /** Each run has a watch of its own, which it reads. */
  private List<Run> measured(int runs, Function<TimedLaunches, Run> run) {
    if (!sweeps) {
      return measured(runs, run, stream -> {});
    }
    try (CacheSweep sweep = CacheSweep.of(device.context())) {
      return measured(runs, run, sweep::queue);
    }
  }

  private static List<Run> measured(
      int runs, Function<TimedLaunches, Run> run, Consumer<Stream> before) {
    List<Run> measured = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      try (TimedLaunches watch = new TimedLaunches(before)) {
        measured.add(run.apply(watch));
      }
    }
    return measured;
  }
}
