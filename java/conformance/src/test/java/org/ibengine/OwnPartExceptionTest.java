package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.ibengine.conformance.FolderSource;
import org.ibengine.dataset.CaseSource;
import org.ibengine.error.OwnPartException;
import org.ibengine.index.DatasetIndex;
import org.ibengine.volume.Box;
import org.junit.jupiter.api.Test;

/** Voxels that a user's part did not write, and exceptions that it does not declare. */
class OwnPartExceptionTest {
  private static final EngineOptions OPTIONS =
      EngineOptions.defaults().backend("reference").threads(2);
  private static final Path FOLDER = FormatOneTest.FROZEN.resolve("volumes");

  private interface Rows {
    void read(Box rows, ByteBuffer into) throws IOException;
  }

  /** What ends an epoch whose voxels come from {@code rows}. */
  private static String failureOf(Rows rows) {
    try (FolderSource folder = new FolderSource(FOLDER);
        IbEngine engine = IbEngine.open(withRows(folder, rows), OPTIONS);
        Epoch epoch = engine.epoch(1)) {
      String message =
          assertThrows(OwnPartException.class, () -> epoch.forEach(Batch::close)).getMessage();
      assertTrue(message.startsWith("case "), message);
      return message;
    }
  }

  private static CaseSource withRows(FolderSource folder, Rows rows) {
    return new CaseSource() {
      @Override
      public DatasetIndex cases() {
        return folder.cases();
      }

      @Override
      public void read(String caseName, String volume, Box wanted, ByteBuffer into)
          throws IOException {
        rows.read(wanted, into);
      }
    };
  }

  /** As Kotlin and Scala throw. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T undeclared(Exception checked) throws T {
    throw (T) checked;
  }

  @Test
  void aSourceThatWritesTooLittleIsRefused() {
    String message =
        failureOf(
            (rows, into) -> {
              assertEquals(ByteOrder.LITTLE_ENDIAN, into.order());
              assertEquals(0, rows.begin().x());
              into.put((byte) 1);
            });
    assertTrue(message.contains("must write all ") && message.endsWith("wrote 1"), message);
  }

  @Test
  void soItIsIfItMovesTheLimit() {
    String message = failureOf((rows, into) -> into.put((byte) 1).limit(1));
    assertTrue(message.contains("must write all ") && message.endsWith("wrote 1"), message);
  }

  @Test
  void anUndeclaredExceptionOfASourceEndsTheEpoch() {
    String message =
        failureOf(
            (rows, into) -> {
              throw OwnPartExceptionTest.<RuntimeException>undeclared(new Exception("no rows"));
            });
    assertTrue(message.endsWith("no rows"), message);
  }

  @Test
  void anUndeclaredExceptionOfItsListIsToldWhenItIsOpened() {
    CaseSource source =
        new CaseSource() {
          @Override
          public DatasetIndex cases() {
            throw OwnPartExceptionTest.<RuntimeException>undeclared(new Exception("no list"));
          }

          @Override
          public void read(String caseName, String volume, Box rows, ByteBuffer into) {
            throw new AssertionError("nothing is listed");
          }
        };
    String message =
        assertThrows(OwnPartException.class, () -> IbEngine.open(source, OPTIONS).close())
            .getMessage();
    assertTrue(message.endsWith("no list"), message);
  }

  @Test
  void anUndeclaredExceptionOfATransformEndsTheEpoch() {
    EngineOptions failing =
        OPTIONS.patchTransform(
            patch -> {
              throw OwnPartExceptionTest.<RuntimeException>undeclared(new Exception("no noise"));
            });
    try (IbEngine engine = IbEngine.open(FOLDER, failing);
        Epoch epoch = engine.epoch(7)) {
      String message = assertThrows(OwnPartException.class, epoch::next).getMessage();
      assertTrue(message.startsWith("case ") && message.endsWith("no noise"), message);
    }
  }
}
