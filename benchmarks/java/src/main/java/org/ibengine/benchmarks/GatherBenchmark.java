package org.ibengine.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A batch of normalised crops spread over a volume, by the edge and inside. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class GatherBenchmark {
  static final int PATCHES = 16;
  static final Size3 PATCH = new Size3(96, 96, 96);

  @Param({"reference", "cpu"})
  private String backendName;

  @Param({"192x192x384"})
  private String size;

  @Param({"FLOAT32"})
  private VoxelType type;

  @Param({"FLOAT32", "FLOAT16"})
  private ElementType target;

  private Backend backend;
  private Volume volume;
  private HostBuffer batch;
  private HostBuffer copyFrom;
  private HostBuffer copyTo;
  private List<PatchGather> patches;

  @Setup(Level.Trial)
  public void open() {
    backend = Backends.open(backendName, Runtime.getRuntime().availableProcessors());
    volume = PhantomVolume.modality(PhantomVolume.phantom(size, type), backend);
    batch = backend.allocate(PATCHES * PATCH.voxels() * Float.BYTES);
    patches = patches(ElementType.FLOAT32);
    run();
    Check.patch(patches.get(0));
    patches = patches(target);
    run();
    long copied = copiedBytes(type, target);
    copyFrom = backend.allocate(copied);
    copyTo = backend.allocate(copied);
    PhantomVolume.copy(batch, copyFrom, Math.min(copied, batch.sizeBytes()));
    copy();
  }

  /** Half of what the gather reads and writes: a copy of as many bytes moves as much. */
  static long copiedBytes(VoxelType type, ElementType target) {
    return PATCHES * PATCH.voxels() * (type.sizeBytes() + target.sizeBytes()) / 2;
  }

  private List<PatchGather> patches(ElementType element) {
    List<PatchGather> list = new ArrayList<>();
    Size3 grid = volume.size();
    long patchBytes = PATCH.voxels() * element.sizeBytes();
    for (int i = 0; i < PATCHES; i++) {
      Index3 corner =
          new Index3(
              start(grid.x() - PATCH.x(), i * 5),
              start(grid.y() - PATCH.y(), i * 3),
              start(grid.z() - PATCH.z(), i));
      Target to = new Target(batch, i * patchBytes, element);
      list.add(PatchGather.crop(volume, corner, PATCH, Normalisation.range(20, 700), to));
    }
    return List.copyOf(list);
  }

  private static int start(int last, int step) {
    return last * (step % PATCHES) / (PATCHES - 1);
  }

  @Benchmark
  public HostBuffer run() {
    backend.gatherPatches(patches, Backend.ALL_THREADS);
    return batch;
  }

  @Benchmark
  public HostBuffer copy() {
    PhantomVolume.copy(copyFrom, copyTo, copiedBytes(type, target));
    return copyTo;
  }

  @TearDown(Level.Trial)
  public void close() {
    copyTo.close();
    copyFrom.close();
    batch.close();
    volume.data().close();
    backend.close();
  }
}
