package org.ibengine.benchmarks.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.PatchCut;
import org.ibengine.cuda.KernelBench;
import org.ibengine.label.Connectivity;
import org.ibengine.tensor.ElementType;
import org.ibengine.text.Text;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Measures every kernel beside a copy of as many bytes on the same device in the same run. */
final class GpuBench {
  static final Normalisation LIMITS = Normalisation.range(100, 20_000);
  private static final double[] PERCENTAGES = {1, 99};

  /**
   * @param size of the volumes that are measured
   * @param patches edges of the cubes that are gathered
   * @param batchBytes of one batch of them, about
   */
  record Scale(Size3 size, List<Integer> patches, long batchBytes, int runs, long seed) {
    /** The largest volumes that are compared with the reference backend. */
    private static final Size3 CHECKED = new Size3(131, 96, 67);

    GpuBenchVolumes volumes() {
      return new GpuBenchVolumes(size, seed);
    }

    GpuBenchVolumes checked() {
      return new GpuBenchVolumes(
          new Size3(
              Math.min(size.x(), CHECKED.x()),
              Math.min(size.y(), CHECKED.y()),
              Math.min(size.z(), CHECKED.z())),
          seed);
    }
  }

  /**
   * @param copy of half as many bytes as the operation must move, which moves as many
   */
  record Figures(List<KernelBench.Run> runs, List<KernelBench.Run> copy) {}

  /**
   * @param bytes that the operation must at least read and write
   * @param warm with the L2 cache as the run before, or the upload, left it
   * @param cold with an L2 cache that holds nothing of it
   */
  record Row(String operation, String input, long bytes, Figures warm, Figures cold) {}

  /** Some runs of an operation. */
  private interface Measured {
    List<KernelBench.Run> by(KernelBench kernels, int runs);
  }

  private final DeviceBackend backend;
  private final KernelBench warmKernels;
  private final Scale scale;
  private final Consumer<List<Row>> soFar;
  private final List<Row> rows = new ArrayList<>();

  /**
   * @param soFar is given all rows there are after each new one
   */
  GpuBench(DeviceBackend backend, Scale scale, Consumer<List<Row>> soFar) {
    this.backend = backend;
    this.warmKernels = KernelBench.of(backend);
    this.scale = scale;
    this.soFar = soFar;
  }

  /**
   * @throws IllegalStateException if a result differs from the reference backend's
   */
  List<Row> run() {
    check();
    for (VoxelType type : List.of(VoxelType.INT16, VoxelType.FLOAT32)) {
      Volume volume = scale.volumes().intensities(backend, type);
      try (HostBuffer data = volume.data()) {
        long bytes = volume.sizeBytes();
        String input = Text.format("%s %s, a third air", name(type), name(scale.size()));
        add(
            "percentiles",
            input,
            bytes,
            (kernels, n) -> kernels.percentiles(volume, n, PERCENTAGES));
        add("upload", input, bytes, (kernels, n) -> kernels.upload(bytes, n));
        if (type == VoxelType.FLOAT32) {
          gathers(new Volume(scale.size(), type, data));
        }
      }
    }
    for (GpuBenchVolumes.Foreground foreground : GpuBenchVolumes.Foreground.values()) {
      Volume mask = scale.volumes().mask(backend, foreground);
      try (HostBuffer data = mask.data()) {
        String input = Text.format("%s, %s, 6 neighbours", name(mask.size()), foreground);
        add(
            "label_components",
            input,
            data.sizeBytes(),
            (kernels, n) -> kernels.labelComponents(mask, Connectivity.FACE_6, n));
      }
    }
    return rows;
  }

  /** Small volumes: the reference backend is slow, and the time is for measuring. */
  private void check() {
    try (Backend reference = Backends.open("reference", 1)) {
      check(new GpuBenchCheck(reference, backend), scale.checked(), scale.patches());
    }
  }

  private void check(GpuBenchCheck check, GpuBenchVolumes volumes, List<Integer> patches) {
    check.percentiles(volumes, VoxelType.INT16, PERCENTAGES);
    check.percentiles(volumes, VoxelType.FLOAT32, PERCENTAGES);
    for (GpuBenchVolumes.Foreground foreground : GpuBenchVolumes.Foreground.values()) {
      check.components(volumes, foreground);
    }
    for (int edge : patches) {
      check.patches(volumes, new Size3(edge, edge, edge), ElementType.FLOAT16);
      check.patches(volumes, new Size3(edge, edge, edge), ElementType.FLOAT32);
    }
  }

  private void gathers(Volume volume) {
    try (DeviceStream stream = backend.newStream();
        DeviceVolume source = backend.upload(volume, stream)) {
      source.ready().await();
      for (int edge : scale.patches()) {
        gather(source, new Size3(edge, edge, edge), ElementType.FLOAT16);
        gather(source, new Size3(edge, edge, edge), ElementType.FLOAT32);
      }
    }
  }

  private void gather(DeviceVolume source, Size3 patch, ElementType type) {
    long patchBytes = patch.voxels() * type.sizeBytes();
    int count = (int) Math.max(2, scale.batchBytes() / patchBytes);
    try (DeviceMemory batch = backend.allocateDevice(count * patchBytes)) {
      List<DevicePatchGather> patches = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        patches.add(
            new DevicePatchGather(
                source,
                PatchCut.crop(corner(i, patch), patch, LIMITS),
                new DevicePatchGather.Target(batch, i * patchBytes, type)));
      }
      String input =
          Text.format(
              "%d x %s float32 to %s",
              count, name(patch), type.toString().toLowerCase(Locale.ROOT));
      long bytes = count * (patchBytes + patch.voxels() * Float.BYTES);
      add("gather_patches", input, bytes, (kernels, n) -> kernels.gatherPatches(patches, n));
    }
  }

  /** Anywhere inside, as far as the patch fits. */
  private Index3 corner(int patch, Size3 size) {
    int[] corner = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int room = Math.max(1, scale.size().get(axis) - size.get(axis) + 1);
      corner[axis] = (int) ((patch * 2_654_435_761L + axis * 40_503L + scale.seed()) % room);
    }
    return new Index3(corner[0], corner[1], corner[2]);
  }

  private void add(String operation, String input, long bytes, Measured operationRuns) {
    Figures warm = figures(warmKernels, bytes, operationRuns);
    Figures cold = figures(warmKernels.cold(), bytes, operationRuns);
    rows.add(new Row(operation, input, bytes, warm, cold));
    soFar.accept(List.copyOf(rows));
  }

  private Figures figures(KernelBench kernels, long bytes, Measured operation) {
    List<KernelBench.Run> copy = kernels.copy(bytes / 2, scale.runs());
    return new Figures(operation.by(kernels, scale.runs()), copy);
  }

  private static String name(VoxelType type) {
    return type.toString().toLowerCase(Locale.ROOT);
  }

  private static String name(Size3 size) {
    return Text.format("%dx%dx%d", size.x(), size.y(), size.z());
  }
}
