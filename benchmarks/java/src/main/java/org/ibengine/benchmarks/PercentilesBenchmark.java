package org.ibengine.benchmarks;

import java.util.concurrent.TimeUnit;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.backend.Percentiles;
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

/** Percentiles 1 and 99 of a volume. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PercentilesBenchmark {
  @Param({"reference", "cpu"})
  private String backendName;

  @Param({"192x192x384"})
  private String size;

  @Param({"INT16", "FLOAT32"})
  private VoxelType type;

  private Backend backend;
  private Volume volume;
  private HostBuffer copied;

  @Setup(Level.Trial)
  public void open() {
    backend = Backends.open(backendName, Runtime.getRuntime().availableProcessors());
    volume = PhantomVolume.modality(PhantomVolume.phantom(size, type), backend);
    copied = backend.allocate(volume.sizeBytes());
    copy();
    Check.percentiles(volume, run());
  }

  @Benchmark
  public Percentiles run() {
    return backend.percentiles(volume, 1, 99);
  }

  @Benchmark
  public HostBuffer copy() {
    PhantomVolume.copy(volume.data(), copied, volume.sizeBytes());
    return copied;
  }

  @TearDown(Level.Trial)
  public void close() {
    copied.close();
    volume.data().close();
    backend.close();
  }
}
