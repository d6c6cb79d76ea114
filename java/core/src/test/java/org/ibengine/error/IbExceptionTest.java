package org.ibengine.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class IbExceptionTest {
  @Test
  void aDatasetErrorStartsWithItsPath() {
    IOException cause = new IOException("disk");
    DatasetException error = new DatasetException(Path.of("case", "GT.nii"), "is cut off", cause);
    assertEquals(Path.of("case", "GT.nii") + ": is cut off", error.getMessage());
    assertEquals(Path.of("case", "GT.nii"), error.path());
    assertEquals("is cut off", error.reason());
    assertSame(cause, error.getCause());
  }

  @Test
  void aMissingBackendSaysWhichAndWhy() {
    assertEquals(
        "backend cuda unavailable: no driver",
        new BackendUnavailableException("cuda", "no driver").getMessage());
  }

  @Test
  void aFailureNamesCallDetailAndCode() {
    BackendFailureException error = new BackendFailureException("ib_any(3 bytes)", 2, "no memory");
    assertEquals("ib_any(3 bytes) failed: no memory (2)", error.getMessage());
    assertEquals(2, error.code());
  }
}
