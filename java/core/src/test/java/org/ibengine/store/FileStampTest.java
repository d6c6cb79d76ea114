package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTest {
  @TempDir private Path folder;

  private static String refusal(Path file) {
    return assertThrows(DatasetException.class, () -> FileStamp.of(file)).getMessage();
  }

  @Test
  void aMissingFileIsToldWithItsRemedy() {
    Path missing = folder.resolve("missing");
    assertTrue(refusal(missing).startsWith(missing + ": is missing; "), refusal(missing));
  }

  @Test
  void aFileThatCannotBeLookedAtIsNamedOnceWithTheReason() throws IOException {
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    String message = refusal(loop);
    assertTrue(message.startsWith(loop + ": cannot be read: Too many levels of "), message);
    assertEquals(0, message.lastIndexOf(loop.toString()));
  }
}
