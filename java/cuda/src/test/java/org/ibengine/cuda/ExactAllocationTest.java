package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.ibengine.error.BackendFailureException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What -Dib.cuda.exact=true brings to light. */
class ExactAllocationTest implements OnDriverDouble {
  @AfterEach
  void padded() {
    System.clearProperty(BlockPool.EXACT_PROPERTY);
  }

  /** Fills so much of a block of 100 bytes. */
  private static void fillBlock(long bytes) {
    assertEquals(Optional.empty(), new CudaBackendProvider().unavailableReason());
    try (Gpu gpu = Gpu.open(0)) {
      DeviceBuffer block = gpu.memory().acquire(100);
      Stream stream = gpu.acquireStream();
      try {
        stream.fill(block.address(), 1, bytes);
        stream.synchronize();
      } finally {
        gpu.release(stream);
        gpu.memory().release(block);
      }
    }
  }

  @Test
  void oneByteTooManyIsSeenWhereABlockIsJustAsLargeAsItMustBe() {
    fillBlock(101); // within what the pool rounds up to
    System.setProperty(BlockPool.EXACT_PROPERTY, "true");
    fillBlock(100);
    assertThrows(BackendFailureException.class, () -> fillBlock(101));
    assertEquals(1, DriverDouble.faultCount());
    DriverDouble.reset();
  }

  @Test
  void blocksAreExactAndNotKept() {
    System.setProperty(BlockPool.EXACT_PROPERTY, "true");
    assertEquals(Optional.empty(), new CudaBackendProvider().unavailableReason());
    try (Gpu gpu = Gpu.open(0)) {
      DeviceBuffer block = gpu.memory().acquire(100);
      assertEquals(100, DriverDouble.open("device_bytes"));
      gpu.memory().release(block);
      assertEquals(0, DriverDouble.open("device_bytes"));
    }
  }
}
