package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.error.BackendFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an engine does after a failure: tell of it, and go on once the reason is gone. */
@Timeout(120)
class EngineRecoveryTest extends FaultyDevice {
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
      DriverDouble.set("MEMORY", 1 << 30);
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
