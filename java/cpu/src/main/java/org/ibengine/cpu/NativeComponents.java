package org.ibengine.cpu;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.label.Runs;
import org.ibengine.text.Text;
import org.ibengine.volume.Volume;

/** Owns an {@code ib_components}. Not thread-safe. */
final class NativeComponents implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 20;

  private final long handle;
  private final ByteBuffer chunk = CallBuffers.create(CHUNK_BYTES);

  private NativeComponents(long handle) {
    this.handle = handle;
  }

  static NativeComponents label(Volume mask, Connectivity connectivity, int threads) {
    ByteBuffer out = CallBuffers.create(Long.BYTES);
    int status =
        CpuLibrary.ib_components_label(
            CpuBuffer.of(mask.data()).address(),
            mask.size().x(),
            mask.size().y(),
            mask.size().z(),
            connectivity.neighbours(),
            threads,
            out);
    Status.check(status, "ib_components_label(%s voxels, %s)", mask.size(), connectivity);
    return new NativeComponents(out.getLong(0));
  }

  List<Instance> instances() {
    int count = Math.toIntExact(CpuLibrary.ib_components_instance_count(handle));
    int perChunk = CHUNK_BYTES / Layouts.INSTANCE_BYTES;
    List<Instance> instances = new ArrayList<>(count);
    for (int first = 0; first < count; first += perChunk) {
      int n = Math.min(perChunk, count - first);
      int status = CpuLibrary.ib_components_instances(handle, first, n, chunk.clear());
      Status.check(status, "ib_components_instances(%d of %d)", n, count);
      for (int i = 0; i < n; i++) {
        instances.add(Layouts.getInstance(chunk, first + i + 1));
      }
    }
    return instances;
  }

  /** The structure holds the same five ints as the packed form of {@link Runs}. */
  Runs runs() {
    long count = CpuLibrary.ib_components_run_count(handle);
    if (count > Integer.MAX_VALUE / Runs.STRIDE) {
      throw new IllegalArgumentException(
          Text.format(
              "a mask may have at most %d runs of foreground along x, has %d",
              Integer.MAX_VALUE / Runs.STRIDE, count));
    }
    int perChunk = CHUNK_BYTES / Layouts.RUN_BYTES;
    int[] packed = new int[(int) count * Runs.STRIDE];
    for (int first = 0; first < count; first += perChunk) {
      int n = (int) Math.min(perChunk, count - first);
      int status = CpuLibrary.ib_components_runs(handle, first, n, chunk.clear());
      Status.check(status, "ib_components_runs(%d of %d)", n, count);
      chunk.asIntBuffer().get(packed, first * Runs.STRIDE, n * Runs.STRIDE);
    }
    return new Runs(packed);
  }

  @Override
  public void close() {
    CpuLibrary.ib_components_destroy(handle);
  }
}
