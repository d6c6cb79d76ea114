package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCleanerTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path temporary;
  private DatasetFolder folder;
  private Path superseded;

  @BeforeEach
  void replaceACase() {
    folder = new DatasetFolder(temporary.resolve("out"));
    VolumeCases.commit(folder, 1, new DyingFiles());
    superseded = folder.resolve(DatasetReader.readCase(folder, "p").volumesPath());
    VolumeCases.commit(folder, 2, new DyingFiles());
  }

  private DatasetCleaner.Report clean(Duration olderThan) {
    return DatasetCleaner.clean(folder.root(), olderThan);
  }

  private static void age(Path file, Duration by) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(by)));
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder.root())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.root().relativize(file).toString())
          .collect(Collectors.toSet());
    }
  }

  @Test
  void dataAreOldWhenTheirCaseWasReplacedLongAgoNotWhenTheyWereWritten() throws IOException {
    age(superseded, Duration.ofDays(30)); // and in use until just now
    DatasetCleaner.Report report = clean(DAY);
    assertEquals(List.of(), report.removed());
    assertEquals(1, report.kept());
    assertTrue(Files.exists(superseded));
    age(folder.caseFile("p"), Duration.ofDays(2));
    long bytes = Files.size(superseded);
    report = clean(DAY);
    assertEquals(
        List.of(new DatasetCleaner.Removed(folder.root().relativize(superseded), bytes)),
        report.removed());
    assertEquals(bytes, report.removedBytes());
    assertFalse(Files.exists(superseded));
    assertEquals(2, VolumeCases.read(folder));
  }

  @Test
  void aPlanRemovesNothingAndSaysWhatWouldGo() throws IOException {
    Set<String> before = files();
    DatasetCleaner.Report plan = DatasetCleaner.plan(folder.root(), Duration.ZERO);
    assertEquals(before, files());
    assertEquals(plan.removed(), clean(Duration.ZERO).removed());
    assertEquals(1, plan.removed().size());
  }

  @Test
  void nothingIsRemovedButUnnamedDataAndStagedFiles() throws IOException {
    String id = "0123456789abcdef-3";
    Path unfinished = folder.caseFolder("p").resolve("volumes-" + id + ".safetensors");
    Files.writeString(unfinished, "cut off");
    Path staged = Files.createDirectories(folder.stagingFolder().resolve(id));
    Files.writeString(staged.resolve("case.json"), "{}");
    List<String> kept =
        List.of(
            "cases/p/notes.txt",
            "cases/p/volumes-mine.safetensors",
            "cases/p/volumes-0123456789abcdef.safetensors",
            "cases/p/volumes-0123456789abcdef-3.safetensors.bak",
            "cases/volumes-0123456789abcdef-3.safetensors",
            ".ib-staging/notes/case.json",
            "volumes-0123456789abcdef-3.safetensors");
    for (String path : kept) {
      Files.createDirectories(folder.resolve(path).getParent());
      Files.writeString(folder.resolve(path), "mine");
    }
    Path outside = Files.writeString(temporary.resolve("outside"), "mine");
    Files.createSymbolicLink(
        folder.caseFolder("p").resolve("volumes-0123456789abcdef-4.safetensors"), outside);
    List<Path> removed =
        clean(Duration.ZERO).removed().stream().map(DatasetCleaner.Removed::path).toList();
    assertEquals(
        Set.of(
            folder.root().relativize(superseded),
            folder.root().relativize(unfinished),
            Path.of(".ib-staging", id, "case.json")),
        Set.copyOf(removed));
    assertFalse(Files.exists(staged));
    for (String path : kept) {
      assertEquals("mine", Files.readString(folder.resolve(path)), path);
    }
    assertEquals("mine", Files.readString(outside));
    assertEquals(2, VolumeCases.read(folder));
  }

  @Test
  void dataOfACaseWhoseRecordCannotBeReadAreKept() throws IOException {
    byte[] record = Files.readAllBytes(folder.caseFile("p"));
    for (String damage : List.of("", "{", "{\"formatVersion\": 9, \"case\": \"p\"}")) {
      Files.writeString(folder.caseFile("p"), damage);
      assertEquals(List.of(), clean(Duration.ZERO).removed(), damage);
    }
    Files.write(folder.caseFile("p"), record);
    assertEquals(2, VolumeCases.read(folder));
  }

  @Test
  void dataOfFormatOneWithoutTheirRecordAreKept() throws IOException {
    Files.delete(folder.caseFile("p"));
    Path first = folder.caseFolder("p").resolve("volumes.safetensors");
    Files.writeString(first, "may be restored with its record");
    assertEquals(2, clean(Duration.ZERO).removed().size());
    assertTrue(Files.exists(first));
  }

  @Test
  void aRunUnderWayIsNotDisturbed() {
    try (DatasetSession session = VolumeCases.open(folder, new DurableFiles())) {
      String message =
          assertThrows(DatasetException.class, () -> clean(Duration.ZERO)).getMessage();
      assertTrue(message.contains("another ib prepare"), message);
      StagedCase staged = VolumeCases.stage(session, 3);
      DatasetCleaner.Report report = DatasetCleaner.cleanUnlocked(folder.root(), DAY);
      assertEquals(List.of(), report.removed()); // young, and the age is all that tells
      session.commit(staged);
    }
    assertEquals(3, VolumeCases.read(folder));
  }

  @Test
  void whatTheFileSystemRefusesIsToldByTheNameOfTheFile() {
    DurableFiles keeping =
        new DurableFiles() {
          @Override
          public void delete(Path file) {
            throw new UncheckedIOException(new AccessDeniedException(file.toString()));
          }
        };
    assertEquals(
        superseded + ": stops the cleaning: permission denied; mend that and run ib clean again",
        refusal(keeping));
    DurableFiles unlockable =
        new DurableFiles() {
          @Override
          FileLock tryLock(FileChannel channel) {
            throw new UncheckedIOException(new IOException("Read-only file system"));
          }
        };
    assertEquals(
        folder.root()
            + ": stops the cleaning: Read-only file system; mend that and run ib clean again",
        refusal(unlockable));
    assertTrue(Files.exists(superseded));
  }

  private String refusal(DurableFiles files) {
    return assertThrows(
            DatasetException.class, () -> DatasetCleaner.clean(folder.root(), Duration.ZERO, files))
        .getMessage();
  }

  @Test
  void aFolderAmongStagedFilesIsKeptAndStopsTheNextRun() throws IOException {
    Path foreign = folder.stagingFolder().resolve("0123456789abcdef-3").resolve("mine");
    Files.createDirectories(foreign);
    Files.writeString(foreign.resolve("note"), "mine");
    assertEquals(0, clean(Duration.ofDays(2)).removed().size());
    assertEquals(
        foreign + ": must be a file, is a folder; move it away",
        assertThrows(
                DatasetException.class, () -> VolumeCases.open(folder, new DurableFiles()).close())
            .getMessage());
    assertEquals("mine", Files.readString(foreign.resolve("note")));
  }

  @Test
  void whatIsNoDatasetIsRefused() {
    String message =
        assertThrows(DatasetException.class, () -> DatasetCleaner.clean(temporary, DAY))
            .getMessage();
    assertTrue(message.contains("no dataset.json"), message);
  }
}
