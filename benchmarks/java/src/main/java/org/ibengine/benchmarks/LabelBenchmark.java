package org.ibengine.benchmarks;

import java.util.concurrent.TimeUnit;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.synth.Phantom;
import org.ibengine.volume.HostBuffer;
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

/** Components of a sparse lesion mask with their statistics. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class LabelBenchmark {
  @Param({"reference", "cpu"})
  private String backendName;

  @Param({"192x192x384"})
  private String size;

  @Param({"FACE_6", "CORNER_26"})
  private Connectivity connectivity;

  private Backend backend;
  private Volume mask;
  private HostBuffer copied;

  @Setup(Level.Trial)
  public void open() {
    backend = Backends.open(backendName, Runtime.getRuntime().availableProcessors());
    Phantom phantom = PhantomVolume.phantom(size, VoxelType.INT16);
    mask = PhantomVolume.mask(phantom, backend);
    copied = backend.allocate(mask.sizeBytes());
    copy();
    Check.components(phantom, run());
  }

  @Benchmark
  public Components run() {
    return backend.labelComponents(mask, connectivity);
  }

  @Benchmark
  public HostBuffer copy() {
    PhantomVolume.copy(mask.data(), copied, mask.sizeBytes());
    return copied;
  }

  @TearDown(Level.Trial)
  public void close() {
    copied.close();
    mask.data().close();
    backend.close();
  }
}
