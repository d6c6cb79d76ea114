package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetLockTest {
  @TempDir private Path temporary;
  private DatasetFolder folder;

  @BeforeEach
  void nameTheFolder() {
    folder = new DatasetFolder(temporary.resolve("out"));
  }

  private void open(DurableFiles files) {
    DatasetSession.open(folder, Records.OPTIONS, Set.of("p"), files).close();
  }

  @Test
  void withoutFileLocksTheTrueCauseAndAWayToRunAreNamed() {
    for (String reason :
        new String[] {
          "No locks available", "Function not implemented", "Operation not supported"
        }) {
      DurableFiles lockless =
          new DurableFiles() {
            @Override
            FileLock tryLock(FileChannel channel) throws IOException {
              throw new IOException(reason);
            }
          };
      String message = assertThrows(DatasetException.class, () -> open(lockless)).getMessage();
      assertTrue(message.contains(".ib-lock: cannot be locked: " + reason), message);
      assertTrue(message.contains("--no-lock"), message);
      assertFalse(message.contains("free space"), message);
    }
  }

  @Test
  void withoutALockTheFolderIsWrittenAsWith() {
    open(DurableFiles.withoutLocks());
    assertEquals(Records.OPTIONS, DatasetReader.open(folder.root()).options());
    assertFalse(Files.exists(folder.lockFile()));
  }

  @Test
  void aFileSystemThatCannotFlushFoldersIsWrittenTo() {
    for (String reason :
        new String[] {"Invalid argument", "Operation not supported", "Function not implemented"}) {
      open(unflushable(reason));
      assertEquals(Records.OPTIONS, DatasetReader.open(folder.root()).options());
    }
  }

  @Test
  void afterAnyOtherFailureToFlushAFolderNothingGoesOn() {
    UncheckedIOException error =
        assertThrows(UncheckedIOException.class, () -> open(unflushable("Input/output error")));
    assertTrue(error.getCause().getMessage().contains(folder.root().toString()));
  }

  private static DurableFiles unflushable(String reason) {
    return new DurableFiles() {
      @Override
      void forceFolder(FileChannel channel) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void aLinkInThePlaceOfTheLockFileIsNotFollowed() throws IOException {
    Files.createDirectories(folder.root());
    Path other = temporary.resolve("other");
    Files.createSymbolicLink(folder.lockFile(), other);
    String message =
        assertThrows(DatasetException.class, () -> open(new DurableFiles())).getMessage();
    assertTrue(message.contains(".ib-lock: must be a regular file"), message);
    assertFalse(Files.exists(other));
  }

  @Test
  void aPipeInThePlaceOfTheLockFileIsNotWaitedFor() throws Exception {
    Files.createDirectories(folder.root());
    Process made = new ProcessBuilder("mkfifo", folder.lockFile().toString()).start();
    assertEquals(0, made.waitFor());
    assertThrows(DatasetException.class, () -> open(new DurableFiles()));
  }
}
