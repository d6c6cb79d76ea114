package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.error.BackendUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaBackendProviderTest {
  private final CudaBackendProvider provider = new CudaBackendProvider();

  @BeforeEach
  void reset() {
    DriverDouble.reset();
  }

  @AfterEach
  void nothingIsLeft() {
    DriverDouble.assertNothingIsOpen();
    DriverDouble.reset();
  }

  /** Asks with {@code property} set to {@code value} for that moment. */
  private Optional<String> reasonWith(String property, String value) {
    String before = System.getProperty(property);
    System.setProperty(property, value);
    try {
      Optional<String> reason = provider.unavailableReason();
      if (reason.isPresent()) {
        assertEquals(0, provider.deviceCount());
        String message =
            assertThrows(BackendUnavailableException.class, () -> provider.open(1)).getMessage();
        assertEquals("backend cuda unavailable: " + reason.get(), message);
      }
      return reason;
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  @Test
  void withADriverADeviceAndAnImageItIsAvailable() {
    assertEquals(Optional.empty(), provider.unavailableReason());
    assertEquals(1, provider.deviceCount());
    try (Backend backend = provider.open(1)) {
      assertEquals("cuda", backend.name());
      assertEquals(
          "device 0: driver double 0, compute capability 9.0, java.util.zip",
          backend.description());
    }
  }

  @Test
  void autoPrefersIt() {
    try (Backend backend = Backends.open(Backends.AUTO, 1)) {
      assertEquals("cuda", backend.name());
    }
  }

  @Test
  void autoTakesAnotherWhereItCannotRun() {
    DriverDouble.set("DEVICES", 0);
    try (Backend backend = Backends.open(Backends.AUTO, 1)) {
      assertEquals("reference", backend.name());
    }
  }

  @Test
  void switchedOff() {
    assertEquals(Optional.of("switched off by -Dib.cuda=off"), reasonWith("ib.cuda", "off"));
    assertEquals(Optional.empty(), reasonWith("ib.cuda", "on"));
  }

  @Test
  void noDriver() {
    assertEquals(
        Optional.of("no driver (/nowhere/libcuda.so.1 not found)"),
        reasonWith(DriverProbe.DRIVER_PROPERTY, "/nowhere/libcuda.so.1"));
  }

  @Test
  void noDriverInTheFoldersOfTheSystem() {
    assertEquals(
        Optional.of("no driver (libnowhere.so.1 not found, or it cannot be loaded)"),
        reasonWith(DriverProbe.DRIVER_PROPERTY, "libnowhere.so.1"));
  }

  @Test
  void aDriverThatIsNoLibrary(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("libcuda.so.1"), "no library");
    String reason = reasonWith(DriverProbe.DRIVER_PROPERTY, text.toString()).orElseThrow();
    assertTrue(reason.startsWith("no driver (" + text + " cannot be loaded: "), reason);
  }

  @Test
  void aDriverThatDoesNotStart() {
    DriverDouble.set("INIT", 804);
    assertEquals(
        Optional.of("the driver does not start: cuInit failed (804)"), reasonWith("ib.cuda", "on"));
  }

  @Test
  void driverTooOld() {
    DriverDouble.set("VERSION", 12_040);
    assertEquals(
        Optional.of(
            "driver too old: it runs CUDA 12.4, the kernels need 13.0; install driver 580 or"
                + " newer"),
        reasonWith("ib.cuda", "on"));
  }

  @Test
  void noDevice() {
    DriverDouble.set("DEVICES", 0);
    assertEquals(Optional.of("no device: the driver finds no GPU"), reasonWith("ib.cuda", "on"));
  }

  @Test
  void unsupportedComputeCapability() {
    DriverDouble.set("CAPABILITY", 61);
    assertEquals(
        Optional.of(
            "unsupported compute capability: device 0 has 6.1, the kernels need 7.5 or newer"),
        reasonWith("ib.cuda", "on"));
    DriverDouble.set("CAPABILITY", 75);
    assertEquals(Optional.empty(), reasonWith("ib.cuda", "on"));
  }

  @Test
  void everyDeviceIsAskedAndTheFirstThatCanIsTaken() {
    DriverDouble.set("DEVICES", 2);
    DriverDouble.set("FIRST_CAPABILITY", 61);
    assertEquals(Optional.empty(), provider.unavailableReason());
    assertEquals(2, provider.deviceCount());
    try (DeviceBackend backend = provider.open(1)) {
      assertEquals(1, backend.device());
    }
    assertEquals(
        "backend cuda unavailable: unsupported compute capability: device 0 has 6.1, the kernels"
            + " need 7.5 or newer",
        assertThrows(BackendUnavailableException.class, () -> provider.open(1, 0)).getMessage());
    DriverDouble.set("CAPABILITY", 70);
    assertEquals(
        Optional.of(
            "unsupported compute capability: device 0 has 6.1, the kernels need 7.5 or newer;"
                + " unsupported compute capability: device 1 has 7.0, the kernels need 7.5 or"
                + " newer"),
        reasonWith("ib.cuda", "on"));
  }

  @Test
  void anImageOfAnotherVersionThanTheJarIsRefused() {
    assertEquals(Optional.empty(), provider.unavailableReason()); // starts the driver
    Context context = Context.open(0);
    try {
      BackendUnavailableException refused =
          assertThrows(
              BackendUnavailableException.class,
              () -> Gpu.load(context, KernelImage.read(), KernelImage.VERSION + 1));
      String image = System.getProperty(KernelImage.IMAGE_PROPERTY);
      assertEquals(
          "backend cuda unavailable: kernel image and jar must be of one version: the jar needs"
              + " IB_CUDA_ABI_VERSION %2$d, %1$s has no ib_cuda_abi_%2$d; build both from the same sources"
                  .formatted(image, KernelImage.VERSION + 1),
          refused.getMessage());
    } finally {
      context.leave();
    }
  }

  @Test
  void noKernelImage() {
    assertEquals(
        Optional.of("no kernel image: /nowhere (-Dib.cuda.kernels) cannot be read"),
        reasonWith(KernelImage.IMAGE_PROPERTY, "/nowhere"));
  }

  @Test
  void aDeviceIsOpenedByNumberOrRefused() {
    DriverDouble.set("DEVICES", 3);
    assertEquals(3, provider.deviceCount());
    try (DeviceBackend backend = provider.open(1, 2)) {
      assertEquals(2, backend.device());
      assertTrue(backend.description().startsWith("device 2: driver double 2"));
    }
    assertEquals(
        "device must be from 0 to 2, was 3",
        assertThrows(IllegalArgumentException.class, () -> provider.open(1, 3)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> provider.open(1, -1));
    assertThrows(IllegalArgumentException.class, () -> provider.open(0, 0));
  }
}
