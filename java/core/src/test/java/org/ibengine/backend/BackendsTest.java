package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.ibengine.error.BackendUnavailableException;
import org.junit.jupiter.api.Test;

/** On the class path of core alone there is one backend. */
class BackendsTest {
  @Test
  void theReferenceIsFoundByNameAndByAuto() {
    try (Backend named = Backends.open("reference", 1);
        Backend auto = Backends.open(Backends.AUTO, 4)) {
      assertEquals("reference", named.name());
      assertEquals("reference", auto.name());
      assertTrue(named.description().contains("1 thread"));
    }
  }

  @Test
  void onHostIsWhateverHasNoDevices() {
    try (Backend host = Backends.onHost(2)) {
      assertEquals("reference", host.name());
    }
    assertThrows(IllegalArgumentException.class, () -> Backends.onHost(0).close());
  }

  @Test
  void aNameThatNobodyProvidesIsRefusedWithThoseThatExist() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Backends.open("opencl", 1));
    assertEquals("backend must be auto or one of [reference], was opencl", refused.getMessage());
  }

  @Test
  void noThreadsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Backends.open("reference", 0));
    BackendProvider provider = Backends.providers().get(0);
    assertThrows(IllegalArgumentException.class, () -> provider.open(0));
  }

  @Test
  void aDeviceOfABackendWithoutDevicesIsRefused() {
    OptionalInt first = OptionalInt.of(0);
    assertEquals(
        "backend reference has no devices, asked for device 0; choose a backend that has, or no device",
        assertThrows(
                IllegalArgumentException.class, () -> Backends.open("reference", 1, first).close())
            .getMessage());
    assertThrows(
        BackendUnavailableException.class, () -> Backends.open(Backends.AUTO, 1, first).close());
  }
}
