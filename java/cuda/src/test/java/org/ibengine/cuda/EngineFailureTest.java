package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.IbEngine;
import org.ibengine.error.IbException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every call and every piece of work of an engine's life fails once; nothing may be left behind.
 */
@Timeout(120)
class EngineFailureTest extends FaultyDevice {
  private List<Long> whole(Memory memory) {
    try (IbEngine engine = volumes(options(memory))) {
      return validation(engine);
    }
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
}
