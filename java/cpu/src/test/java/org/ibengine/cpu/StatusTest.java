package org.ibengine.cpu;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.backend.Backend;
import org.ibengine.error.BackendFailureException;
import org.junit.jupiter.api.Test;

class StatusTest {
  @Test
  void okIsSilent() {
    assertDoesNotThrow(() -> Status.check(Status.OK, "ib_any(%d)", 1));
  }

  @Test
  void aFailureNamesTheCallItsSizesAndTheCode() {
    try (Backend backend = new CpuBackendProvider().open(1)) {
      assertThrows(IllegalArgumentException.class, () -> backend.allocate(0)); // sets the text
      BackendFailureException failure =
          assertThrows(
              BackendFailureException.class, () -> Status.check(4, "ib_any(%d bytes)", 77));
      assertEquals(4, failure.code());
      assertTrue(failure.getMessage().startsWith("ib_any(77 bytes) failed: "));
      assertTrue(failure.getMessage().endsWith(" (4)"));
    }
  }

  @Test
  void anInvalidArgumentCarriesTheRuleOfTheLibrary() {
    try (Backend backend = new CpuBackendProvider().open(1)) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> backend.allocate(-5));
      assertTrue(refused.getMessage().startsWith("ib_memory_acquire(-5 bytes): "));
      assertTrue(refused.getMessage().contains("1 to 2^46 bytes"), refused::getMessage);
    }
  }
}
