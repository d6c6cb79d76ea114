package org.ibengine.synth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * Writes a volume that is rendered slab by slab as .nii.gz, one gzip member a slab. Slabs are
 * rendered and deflated side by side and written in order; their cut depends on the size alone, so
 * the bytes do not depend on the threads. Holds a few slabs in memory, whatever the volume.
 */
final class SlabWriter implements AutoCloseable {
  private static final int SLAB_BYTES = 4 << 20;

  /** Appends slices {@code [zBegin, zEnd)} to the target. */
  @FunctionalInterface
  interface Renderer {
    void render(int zBegin, int zEnd, ByteBuffer target);
  }

  private record Job(PhantomOptions options, VoxelType type, Renderer renderer, int slices) {}

  /** The two buffers of one slab, reused for the next. */
  private final class Slab {
    private ByteBuffer raw = ByteBuffer.allocateDirect(0);
    private ByteBuffer encoded = ByteBuffer.allocateDirect(0);

    Slab fill(Job job, int zBegin) {
      Size3 size = job.options().size();
      int zEnd = (int) Math.min(size.z(), (long) zBegin + job.slices());
      int sliceBytes = sliceBytes(size, job.type());
      raw = cleared(raw, NiftiWriter.HEADER_BYTES + (zEnd - zBegin) * sliceBytes);
      if (zBegin == 0) {
        NiftiWriter.putHeader(raw, job.options().geometry(), job.type());
      }
      job.renderer().render(zBegin, zEnd, raw);
      raw.flip();
      encoded = cleared(encoded, codec.maxEncodedSize(raw.remaining()));
      codec.encode(raw, encoded);
      encoded.flip();
      return this;
    }

    private static ByteBuffer cleared(ByteBuffer buffer, int capacity) {
      return buffer.capacity() < capacity ? ByteBuffer.allocateDirect(capacity) : buffer.clear();
    }
  }

  private final GzipCodec codec;
  private final int window;
  private final ExecutorService pool;
  private final Deque<Slab> free = new ArrayDeque<>();

  SlabWriter(GzipCodec codec, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
    this.codec = codec;
    this.window = threads + 1;
    this.pool = Executors.newFixedThreadPool(threads);
  }

  /** Replaces {@code file}; blocks until it is written. */
  void write(Path file, PhantomOptions options, VoxelType type, Renderer renderer)
      throws IOException {
    int slices = Math.max(1, SLAB_BYTES / sliceBytes(options.size(), type));
    Job job = new Job(options, type, renderer, slices);
    Deque<Future<Slab>> pending = new ArrayDeque<>();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (long z = 0; z < options.size().z(); z += slices) {
        if (pending.size() == window) {
          append(pending.remove(), channel);
        }
        Slab slab = free.isEmpty() ? new Slab() : free.remove();
        int zBegin = (int) z;
        pending.add(pool.submit(() -> slab.fill(job, zBegin)));
      }
      while (!pending.isEmpty()) {
        append(pending.remove(), channel);
      }
    } finally {
      pending.forEach(future -> future.cancel(true));
    }
  }

  private void append(Future<Slab> future, FileChannel channel) throws IOException {
    Slab slab = await(future);
    while (slab.encoded.hasRemaining()) {
      channel.write(slab.encoded);
    }
    free.add(slab);
  }

  private static Slab await(Future<Slab> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a phantom was written", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a slab could not be rendered", e.getCause());
    }
  }

  private static int sliceBytes(Size3 size, VoxelType type) {
    long bytes = (long) size.x() * size.y() * type.sizeBytes();
    if (bytes > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException(
          Text.format(
              "one slice must stay below 1 GiB, %d x %d %s voxels take %d bytes",
              size.x(), size.y(), type, bytes));
    }
    return (int) bytes;
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
