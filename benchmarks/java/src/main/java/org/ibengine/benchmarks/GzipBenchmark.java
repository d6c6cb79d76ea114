package org.ibengine.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipException;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.gzip.StreamDecoder;
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

/** One member of gzip made and read by one thread; bytes are those of the plain side. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class GzipBenchmark {
  @Param({"reference", "cpu"})
  private String backendName;

  @Param({"192x192x384"})
  private String size;

  @Param({"INT16"})
  private VoxelType type;

  private Backend backend;
  private Volume volume;
  private HostBuffer encoded;
  private HostBuffer decoded;
  private int plainBytes;
  private int encodedBytes;

  @Setup(Level.Trial)
  public void open() throws ZipException {
    backend = Backends.open(backendName, Runtime.getRuntime().availableProcessors());
    volume = PhantomVolume.modality(PhantomVolume.phantom(size, type), backend);
    plainBytes = Math.toIntExact(volume.sizeBytes());
    encoded = backend.allocate(backend.gzip().maxEncodedSize(plainBytes));
    decoded = backend.allocate(plainBytes);
    encodedBytes = encode().position();
    Check.equal(volume.data().view(0, plainBytes), decode().flip());
  }

  @Benchmark
  public ByteBuffer encode() {
    ByteBuffer target = encoded.view(0, Math.toIntExact(encoded.sizeBytes()));
    backend.gzip().encode(volume.data().view(0, plainBytes), target);
    return target;
  }

  @Benchmark
  public ByteBuffer decode() throws ZipException {
    ByteBuffer target = decoded.view(0, plainBytes);
    try (StreamDecoder decoder = backend.gzip().newDecoder()) {
      decoder.decode(encoded.view(0, encodedBytes), target);
    }
    return target;
  }

  @Benchmark
  public HostBuffer copy() {
    PhantomVolume.copy(volume.data(), decoded, plainBytes);
    return decoded;
  }

  @TearDown(Level.Trial)
  public void close() {
    decoded.close();
    encoded.close();
    volume.data().close();
    backend.close();
  }
}
