package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.conformance.EngineSource;
import org.ibengine.error.BackendFailureException;
import org.ibengine.error.IbException;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Placement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every call and every piece of work of an engine's life fails once; nothing may be left behind.
 */
@Timeout(120)
class EngineFailureTest implements EngineSource {
  private static final long RING = 4 * 2 * 100 * (4 + 1);
  private static final long SLOTS = RING + 4 * 4096; // with a list of patches each

  /** Where the volumes lie. */
  enum Memory {
    DEVICE,
    HOST,
    DISK
  }

  @BeforeEach
  void reset() {
    DriverDouble.reset();
  }

  @AfterEach
  void nothingIsLeft() {
    DriverDouble.assertNothingIsOpen();
    DriverDouble.reset();
  }

  @Override
  public String backendName() {
    return "cuda";
  }

  private EngineOptions options(Memory memory) {
    EngineOptions options =
        options()
            .modalities("T1")
            .batchSize(2)
            .prefetch(2)
            .threads(2)
            .negativesPerPositive(0)
            .placement(Placement.REFERENCE)
            .augmentation(Augmentation.NONE);
    return switch (memory) {
      case DEVICE -> options;
      case HOST -> options.maxDeviceMemory(SLOTS);
      case DISK -> options.maxDeviceMemory(SLOTS).maxMemory(8_000);
    };
  }

  /** What an epoch delivers, whatever its number: placement and order apart it is the same. */
  private static List<Long> validation(IbEngine engine) {
    List<Long> checksums = new ArrayList<>();
    try (Epoch epoch = engine.validation()) {
      for (Batch batch : epoch) {
        ByteBuffer bytes = ByteBuffer.allocate((int) batch.image().sizeBytes());
        batch.image().copyTo(0, bytes);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.flip());
        checksums.add(checksum.getValue());
        batch.closeAfter(0);
      }
    }
    return checksums;
  }

  private List<Long> whole(Memory memory) {
    try (IbEngine engine = volumes(options(memory))) {
      return validation(engine);
    }
  }

  private List<Long> expected() {
    List<Long> expected = new ArrayList<>();
    try (IbEngine engine = volumes(options(Memory.DEVICE).backend("reference"));
        Epoch epoch = engine.validation()) {
      for (Batch batch : epoch) {
        CRC32C checksum = new CRC32C();
        checksum.update(batch.image().bytes(0, (int) batch.image().sizeBytes()));
        expected.add(checksum.getValue());
      }
    }
    return expected;
  }

  /** How many batches were told of, where the failure was not overcome. */
  private boolean fails(Memory memory, List<Long> expected, int code) {
    try {
      assertEquals(expected, whole(memory));
      return false;
    } catch (IbException e) {
      assertTrue(e.getMessage().contains("(" + code + ")"), e::getMessage);
      return true;
    } finally {
      DriverDouble.assertNothingIsOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutAFaultNothingIsMisused(Memory memory) {
    assertEquals(expected(), whole(memory));
    DriverDouble.assertNoMisuse();
  }

  /** What was loaded ahead is loaded again, so not every failure is felt. */
  @ParameterizedTest
  @EnumSource
  void anErrorOfAnyCallIsToldOrOvercome(Memory memory) {
    List<Long> expected = expected();
    whole(memory);
    long calls = DriverDouble.calls("*");
    int told = 0;
    for (long n = 1; n <= calls; n++) {
      DriverDouble.reset();
      DriverDouble.failCall("*", n, DriverDouble.LAUNCH_FAILED);
      told += fails(memory, expected, DriverDouble.LAUNCH_FAILED) ? 1 : 0;
    }
    assertTrue(told > calls / 2, told + " of " + calls);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cuMemAlloc",
        "cuMemAllocHost",
        "cuMemFree",
        "cuEventCreate",
        "cuEventRecord",
        "cuEventQuery",
        "cuEventDestroy",
        "cuStreamCreate",
        "cuStreamWaitEvent",
        "cuStreamDestroy",
        "cuMemcpyHtoDAsync",
        "cuMemcpyDtoHAsync",
        "cuLaunchKernel"
      })
  void aDeviceLostAtAnyCallIsTold(String call) {
    List<Long> expected = expected();
    int losses = 0;
    for (Memory memory : Memory.values()) {
      DriverDouble.reset();
      whole(memory);
      long calls = DriverDouble.calls(call);
      for (long n = 1; n <= calls; n++) {
        DriverDouble.reset();
        DriverDouble.loseDevice(call, n, DriverDouble.LAUNCH_FAILED);
        boolean told = fails(memory, expected, DriverDouble.LAUNCH_FAILED);
        boolean reached = DriverDouble.calls(call) >= n; // how often one polls and waits is chance
        assertEquals(reached, told, "%s %d of %d, %s".formatted(call, n, calls, memory));
        losses += told ? 1 : 0;
      }
    }
    assertTrue(losses > 0, call);
  }

  @ParameterizedTest
  @EnumSource
  void workThatFailsIsToldAndAFreshEngineIsWell(Memory memory) {
    List<Long> expected = expected();
    long n = 0;
    do {
      n++;
      DriverDouble.reset();
      DriverDouble.failWork(n, DriverDouble.LAUNCH_FAILED);
    } while (fails(memory, expected, DriverDouble.LAUNCH_FAILED));
    assertTrue(n > 10, "pieces of work: " + n);
    DriverDouble.reset();
    assertEquals(expected, whole(memory));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cuMemAlloc",
        "cuMemAllocHost",
        "cuEventCreate",
        "cuStreamCreate",
        "cuMemcpyHtoDAsync",
        "cuLaunchKernel",
        "cuEventRecord",
        "cuStreamWaitEvent"
      })
  void afterACallThatFailedOnceTheNextEpochIsWhole(String call) {
    List<Long> expected = expected();
    for (Memory memory : Memory.values()) {
      long n = 0;
      boolean reached = true;
      while (reached) {
        n++;
        DriverDouble.reset();
        try (IbEngine engine = volumes(options(memory))) {
          long before = DriverDouble.calls(call);
          DriverDouble.failCall(call, n, DriverDouble.OUT_OF_MEMORY);
          try {
            assertEquals(expected, validation(engine));
          } catch (BackendFailureException e) {
            assertEquals(DriverDouble.OUT_OF_MEMORY, e.code());
            assertTrue(e.getMessage().startsWith(call), e::getMessage);
          }
          reached = DriverDouble.calls(call) - before >= n;
          assertEquals(0, engine.slotsTaken());
          assertEquals(expected, reached ? validation(engine) : expected);
        }
        DriverDouble.assertNoMisuse();
        DriverDouble.assertNothingIsOpen();
      }
      assertTrue(n > 1 || memory != Memory.DEVICE, call);
    }
  }

  @Test
  void tooLittleDeviceMemoryIsToldWithItsSizeAndTheEngineGoesOnOnceThereIsMore() {
    List<Long> expected = expected();
    try (IbEngine engine = volumes(options(Memory.DEVICE))) {
      assertEquals(RING, engine.memory().device().ringBytes());
      DriverDouble.set("MEMORY", 5_000);
      BackendFailureException failure =
          assertThrows(BackendFailureException.class, () -> validation(engine));
      assertTrue(
          failure
              .getMessage()
              .matches("cuMemAlloc\\(\\d+ bytes\\) failed: CUDA_ERROR_OUT_OF_MEMORY \\(2\\)"),
          failure::getMessage);
      DriverDouble.set("MEMORY", 1 << 20);
      assertEquals(expected, validation(engine));
      assertFalse(engine.memory().device().volumeBytes() == 0);
    }
    DriverDouble.assertNoMisuse();
  }

  @Test
  void aRingThatIsLargerThanTheDeviceMemoryAllowedIsRefused() {
    EngineOptions options = options(Memory.DEVICE).maxDeviceMemory(SLOTS - 1);
    String message =
        assertThrows(IllegalArgumentException.class, () -> volumes(options).close()).getMessage();
    assertTrue(message.contains("need 20384 bytes, the limit is 20383"), message);
  }
}
