package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.tensor.Device;
import org.ibengine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How batches pass between the engine's streams and the caller's, in whatever order they run. */
class EngineHandOverTest implements EngineOnDriverDouble {
  private static final long SEEDS = 24;

  private List<Long> expected() {
    List<Long> checksums = new ArrayList<>();
    try (IbEngine engine = volumes(options().backend("reference"));
        Epoch epoch = engine.epoch(3)) {
      for (Batch batch : epoch) {
        checksums.add(checksum(batch.image()));
        checksums.add(checksum(batch.label()));
      }
    }
    return checksums;
  }

  private static long checksum(Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.sizeBytes());
    tensor.copyTo(0, bytes);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.flip());
    return checksum.getValue();
  }

  /** A whole epoch read on a stream that the host waits for once, in the end. */
  private List<Long> readWith(long seed, BiConsumer<TrainingStream, Batch> loop) {
    DriverDouble.set("SEED", seed);
    try (TrainingStream stream = new TrainingStream();
        IbEngine engine = volumes(options());
        Epoch epoch = engine.epoch(3)) {
      epoch.forEach(batch -> loop.accept(stream, batch));
      return stream.read();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void aLoopThatNeverWaitsOnTheHostReadsWhatTheReferenceGives(long seed) {
    List<Long> read =
        readWith(
            seed,
            (stream, batch) -> {
              stream.waitFor(batch);
              stream.read(batch);
              batch.closeAfter(stream.handle());
            });
    assertEquals(expected(), read);
  }

  @Test
  void whoDoesNotWaitForTheBatchReadsItBeforeItIsWritten() {
    List<Long> expected = expected().subList(0, 2);
    assertTrue(
        LongStream.rangeClosed(1, SEEDS)
            .anyMatch(
                seed -> {
                  DriverDouble.set("SEED", seed);
                  try (TrainingStream warm = new TrainingStream();
                      TrainingStream stream = new TrainingStream();
                      IbEngine engine = volumes(options())) {
                    stepsOf(engine.validation(), warm);
                    warm.read(); // the volumes have come in: nobody waits, and nothing runs, before
                    // the next read
                    try (Epoch epoch = engine.epoch(3)) {
                      stream.read(epoch.next());
                      return !expected.equals(stream.read());
                    }
                  }
                }));
  }

  @Test
  void whoClosesABatchWhileAStreamReadsItFindsTheNextOneThere() {
    List<Long> expected = expected();
    assertTrue(
        LongStream.rangeClosed(1, SEEDS)
            .anyMatch(
                seed ->
                    !expected.equals(
                        readWith(
                            seed,
                            (stream, batch) -> {
                              stream.waitFor(batch);
                              stream.read(batch);
                              batch.close();
                            }))));
  }

  private static int stepsOf(Epoch opened, TrainingStream stream) {
    try (Epoch epoch = opened) {
      for (Batch batch : epoch) {
        stream.waitFor(batch);
        stream.read(batch);
        batch.closeAfter(stream.handle());
      }
      return epoch.steps();
    }
  }

  @Test
  void theHostWaitsForNothingBetweenPlanAndHandOverAndLaunchesOnceABatch() {
    List<String> waits = List.of("cuStreamSynchronize", "cuEventSynchronize", "cuCtxSynchronize");
    try (TrainingStream stream = new TrainingStream();
        IbEngine engine = volumes(options())) {
      stepsOf(engine.validation(), stream); // volumes come in; loaders wait for their copies
      List<Long> before = waits.stream().map(DriverDouble::calls).toList();
      long launches = DriverDouble.calls("cuLaunchKernel");
      int steps = stepsOf(engine.validation(), stream);
      assertEquals(5, steps);
      assertEquals(steps, DriverDouble.calls("cuLaunchKernel") - launches);
      assertEquals(before, waits.stream().map(DriverDouble::calls).toList());
    }
  }

  @Test
  void aBatchLiesOnTheDeviceAndIsReadBackByACopy() {
    try (IbEngine engine = volumes(options().device(0));
        Epoch epoch = engine.epoch(3)) {
      Batch batch = epoch.next();
      Tensor image = batch.image();
      assertEquals(new Device(Device.Kind.CUDA, 0), image.device());
      assertEquals(0, image.address() % 256);
      assertNotEquals(0, batch.ready().handle());
      assertThrows(UnsupportedOperationException.class, () -> image.bytes(0, 4));
      ByteBuffer all = ByteBuffer.allocate((int) image.sizeBytes());
      image.copyTo(0, all);
      ByteBuffer some = ByteBuffer.allocate(20).position(3).limit(16);
      image.copyTo(101, some);
      assertEquals(16, some.position());
      assertEquals(all.slice(101, 13), some.flip().position(3));
      ByteBuffer tooMuch = ByteBuffer.allocate((int) image.sizeBytes());
      assertThrows(IllegalArgumentException.class, () -> image.copyTo(1, tooMuch));
      assertTrue(batch.ready().hasPassed());
    }
  }

  @Test
  void theChosenDeviceIsUsed() {
    DriverDouble.set("DEVICES", 2);
    try (IbEngine engine = volumes(options().device(1));
        Epoch epoch = engine.epoch(3)) {
      Batch batch = epoch.next();
      assertEquals("cuda:1", batch.image().device().toString());
      assertEquals(expected().get(0), checksum(batch.image()));
    }
    assertThrows(IllegalArgumentException.class, () -> volumes(options().device(2)).close());
  }

  @Test
  void aKeptBatchMayBeClosedAfterAStreamWhenTheEngineIsGone() {
    List<Long> expected = expected();
    try (TrainingStream stream = new TrainingStream()) {
      Batch kept;
      try (IbEngine engine = volumes(options());
          Epoch epoch = engine.epoch(3)) {
        kept = epoch.next().keep();
      }
      stream.waitFor(kept);
      stream.read(kept);
      kept.closeAfter(stream.handle());
      kept.closeAfter(stream.handle());
      assertThrows(IllegalStateException.class, kept::image);
      assertEquals(expected.subList(0, 2), stream.read());
    }
  }

  @Test
  void inHostMemoryNoStreamIsWaitedFor() {
    try (IbEngine engine = volumes(options().backend("reference"));
        Epoch epoch = engine.epoch(3)) {
      Batch batch = epoch.next();
      assertThrows(UnsupportedOperationException.class, () -> batch.closeAfter(0));
      assertEquals(Device.CPU, batch.image().device());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whereverVolumesFindRoomTheBatchesAreTheSame(long seed) {
    List<Long> expected = expected();
    long ring = 4 * 2 * 100 * (2 * 4 + 1);
    long slots = ring + 4 * 4096; // a list of patches each
    for (EngineOptions options :
        List.of(
            options().maxDeviceMemory(slots), // in host memory
            options().maxDeviceMemory(slots + 200).maxMemory(14_000), // read for each batch
            options().maxDeviceMemory(slots + 11_400).maxMemory(40_000))) {
      DriverDouble.set("SEED", seed);
      try (TrainingStream stream = new TrainingStream();
          IbEngine engine = volumes(options);
          Epoch epoch = engine.epoch(3)) {
        assertEquals(ring, engine.memory().device().ringBytes());
        assertFalse(engine.memory().device().volumeBytes() > 11_400);
        for (Batch batch : epoch) {
          stream.waitFor(batch);
          stream.read(batch);
          batch.closeAfter(stream.handle());
        }
        assertEquals(expected, stream.read(), engine.memory().toString());
      }
    }
  }
}
