package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.gzip.StreamDecoder;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Several threads calling one backend at once get what one thread gets. */
public interface ConcurrencyContract extends BackendSource {
  private static <T> List<T> eightTimesAtOnce(Callable<T> call) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(java.util.Collections.nCopies(8, call))) {
        results.add(future.get());
      }
      return results;
    } finally {
      pool.shutdown();
      pool.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private static Volume noise(Fixture fixture, VoxelType type, double density) {
    Random random = new Random(11);
    return fixture.volume(
        new Size3(45, 37, 29),
        type,
        (x, y, z) -> random.nextDouble() < density ? 1 + random.nextInt(100) : 0);
  }

  @Test
  default void percentiles() throws Exception {
    try (Fixture fixture = fixture()) {
      Volume volume = noise(fixture, VoxelType.FLOAT32, 0.7);
      double[] alone = fixture.backend().percentiles(volume, 1, 40, 99).values();
      for (double[] values :
          eightTimesAtOnce(() -> fixture.backend().percentiles(volume, 1, 40, 99).values())) {
        assertArrayEquals(alone, values);
      }
    }
  }

  @Test
  default void labels() throws Exception {
    try (Fixture fixture = fixture()) {
      Volume mask = noise(fixture, VoxelType.UINT8, 0.2);
      Components alone = fixture.backend().labelComponents(mask, Connectivity.EDGE_18);
      for (Components components :
          eightTimesAtOnce(() -> fixture.backend().labelComponents(mask, Connectivity.EDGE_18))) {
        assertEquals(alone.instances(), components.instances());
        assertArrayEquals(Oracle.unpacked(alone.runs()), Oracle.unpacked(components.runs()));
      }
    }
  }

  @Test
  default void gathers() throws Exception {
    try (Fixture fixture = fixture()) {
      Volume volume = noise(fixture, VoxelType.INT16, 0.7);
      byte[] alone = gatherMany(fixture.backend(), volume);
      for (byte[] bytes : eightTimesAtOnce(() -> gatherMany(fixture.backend(), volume))) {
        assertArrayEquals(alone, bytes);
      }
    }
  }

  private static byte[] gatherMany(Backend backend, Volume volume) {
    Size3 size = new Size3(16, 15, 14);
    try (HostBuffer out = backend.allocate(30 * size.voxels() * 2)) {
      List<PatchGather> batch = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        Target target = new Target(out, i * size.voxels() * 2, ElementType.FLOAT16);
        Index3 corner = new Index3(i - 3, i, 5);
        batch.add(PatchGather.crop(volume, corner, size, Normalisation.range(3, 77), target));
      }
      backend.gatherPatches(batch, Backend.ALL_THREADS);
      byte[] bytes = new byte[(int) (30 * size.voxels() * 2)];
      out.view(0, bytes.length).get(bytes);
      return bytes;
    }
  }

  @Test
  default void gzip() throws Exception {
    byte[] plain = GzipFiles.smooth(50_000, 12);
    try (Backend backend = open(2)) {
      for (byte[] back : eightTimesAtOnce(() -> roundTrip(backend, plain))) {
        assertArrayEquals(plain, back);
      }
    }
  }

  private static byte[] roundTrip(Backend backend, byte[] plain) throws Exception {
    ByteBuffer packed = ByteBuffer.allocateDirect(backend.gzip().maxEncodedSize(plain.length));
    backend.gzip().encode(GzipFiles.direct(plain), packed);
    ByteBuffer back = ByteBuffer.allocateDirect(plain.length + 1);
    try (StreamDecoder decoder = backend.gzip().newDecoder()) {
      decoder.decode(packed.flip(), back);
    }
    return GzipFiles.bytes(back.flip());
  }

  @Test
  default void allocation() throws Exception {
    try (Backend backend = open(2)) {
      for (int wrong : eightTimesAtOnce(() -> foreignBytesSeen(backend))) {
        assertEquals(0, wrong);
      }
    }
  }

  /** Fills buffers with a mark of this thread and counts the bytes that another thread changed. */
  private static int foreignBytesSeen(Backend backend) {
    byte mark = (byte) Thread.currentThread().getId();
    int wrong = 0;
    for (int round = 0; round < 50; round++) {
      try (HostBuffer buffer = backend.allocate(5_000)) {
        ByteBuffer view = buffer.view(0, 5_000);
        for (int i = 0; i < 5_000; i++) {
          view.put(i, mark);
        }
        Thread.yield();
        for (int i = 0; i < 5_000; i++) {
          wrong += view.get(i) == mark ? 0 : 1;
        }
      }
    }
    return wrong;
  }
}
