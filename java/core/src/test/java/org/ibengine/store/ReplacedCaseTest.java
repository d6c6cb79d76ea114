package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.store.VolumeCases.Opened;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A case that is opened while it is replaced, or after its data were tampered with. */
class ReplacedCaseTest {
  @TempDir private Path temporary;
  private DatasetFolder folder;

  @BeforeEach
  void commitACase() {
    folder = new DatasetFolder(temporary.resolve("out"));
    VolumeCases.commit(folder, 1, new DyingFiles());
  }

  private String refusal(Runnable what) {
    return assertThrows(DatasetException.class, what::run).getMessage();
  }

  @Test
  void whatIsReplacedBetweenItsRecordAndItsDataIsOpenedAnew() {
    PreparedCase before = PreparedCase.read(folder, "p");
    List<Integer> asked = new ArrayList<>();
    Opened opened =
        before.open(
            now -> {
              if (asked.isEmpty()) {
                VolumeCases.commit(folder, 2, new DyingFiles());
              }
              Opened data = Opened.of(now);
              asked.add(data.recorded());
              return data;
            });
    assertEquals(List.of(1, 2), asked);
    assertEquals(2, opened.value());
  }

  @Test
  void whatIsReplacedRightAfterItsDataWereOpenedIsOpenedAnewToo() {
    List<Integer> asked = new ArrayList<>();
    Opened opened =
        PreparedCase.read(folder, "p")
            .open(
                now -> {
                  Opened data = Opened.of(now);
                  asked.add(data.recorded());
                  if (asked.size() < 5) {
                    VolumeCases.commit(folder, 1 + asked.size(), new DyingFiles());
                  }
                  return data;
                });
    assertEquals(List.of(1, 2, 3, 4, 5), asked);
    assertEquals(5, opened.value());
  }

  @Test
  void dataThatWereRemovedBecauseOthersTookTheirPlaceAreNoError() {
    PreparedCase before = PreparedCase.read(folder, "p");
    VolumeCases.commit(folder, 2, new DyingFiles());
    VolumeCases.open(folder, new DyingFiles()).close(); // removes what is superseded
    assertEquals(1, VolumeCases.data(folder).size());
    assertEquals(2, before.open(now -> Opened.of(now)).value());
  }

  @Test
  void whatWasOpenedBeforeItWasReplacedIsReadAsItWas() {
    Opened opened = PreparedCase.read(folder, "p").open(now -> Opened.of(now));
    VolumeCases.commit(folder, 2, new DyingFiles());
    assertEquals(1, opened.value());
    VolumeCases.open(folder, new DyingFiles()).close();
    String message = refusal(opened::value);
    assertTrue(message.contains("open the dataset again"), message);
    assertTrue(message.contains(opened.t1().file().toString()), message);
  }

  @Test
  void aCaseOfFormatOneIsOpenedAnewWhereItWasReplaced() throws IOException {
    folder = new DatasetFolder(temporary.resolve("one"));
    VolumeCases.writeFormatOne(folder, 7);
    PreparedCase before = PreparedCase.read(folder, "p");
    assertEquals(7, VolumeCases.read(folder));
    VolumeCases.writeFormatOne(copyAside(), 8);
    Opened opened =
        before.open(
            now -> {
              overwriteFormatOne();
              return Opened.of(now);
            });
    assertEquals(8, opened.value());
  }

  /** The same case with another value, elsewhere. */
  private DatasetFolder copyAside() {
    return new DatasetFolder(temporary.resolve("aside"));
  }

  /** As a run of format 1 replaces a case. */
  private void overwriteFormatOne() {
    try {
      for (String path : List.of(DatasetFolder.volumesPath("p"), "cases/p/case.json")) {
        if (Files.exists(copyAside().resolve(path))) {
          Files.move(
              copyAside().resolve(path), folder.resolve(path), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aCaseThatIsReplacedWheneverItIsOpenedIsGivenUpInTheEnd() {
    String message =
        refusal(
            () ->
                PreparedCase.read(folder, "p")
                    .open(
                        now -> {
                          VolumeCases.commit(folder, 2, new DyingFiles());
                          return now;
                        }));
    assertTrue(message.contains("was replaced 100 times"), message);
  }

  @Test
  void aCaseThatIsMadeWithOtherOptionsMeanwhileIsRefused() {
    PreparedCase before = PreparedCase.read(folder, "p");
    String message =
        refusal(
            () ->
                before.open(
                    now -> {
                      rewrite(now.record().optionsHash(), "0".repeat(64));
                      return now;
                    }));
    assertTrue(message.contains("made again with other options"), message);
  }

  @Test
  void aCaseThatIsTakenAwayMeanwhileIsRefused() {
    PreparedCase before = PreparedCase.read(folder, "p");
    String message =
        refusal(
            () ->
                before.open(
                    now -> {
                      new DyingFiles().delete(folder.caseFile("p"));
                      return now;
                    }));
    assertTrue(message.contains("taken away"), message);
  }

  private void rewrite(String part, String replacement) {
    try {
      Path file = folder.caseFile("p");
      Files.writeString(file, Files.readString(file).replace(part, replacement));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Path data() {
    return folder.resolve(DatasetReader.readCase(folder, "p").volumesPath());
  }

  @Test
  void dataOverwrittenByThoseOfAnotherCommitOfTheSameSizeAreRefusedByName() throws IOException {
    Path first = data();
    byte[] others = Files.readAllBytes(first);
    FileTime time = Files.getLastModifiedTime(first);
    VolumeCases.commit(folder, 2, new DyingFiles());
    assertEquals(others.length, Files.size(data()));
    Files.write(data(), others);
    Files.setLastModifiedTime(data(), time); // as a copy that keeps times
    String message = refusal(() -> VolumeCases.read(folder));
    assertTrue(message.contains(data().toString()), message);
    assertTrue(message.contains("it was overwritten"), message);
  }

  @Test
  void voxelsOverwrittenInPlaceBeforeTheyAreOpenedAreRefusedAtTheFirstRead() throws IOException {
    Opened before = PreparedCase.read(folder, "p").open(Opened::of);
    assertEquals(1, before.value());
    try (FileChannel channel = FileChannel.open(data(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {9, 9}), before.t1().offset());
    }
    Files.setLastModifiedTime(data(), FileTime.fromMillis(1_000_000_000));
    Opened after = PreparedCase.read(folder, "p").open(Opened::of);
    for (int attempt = 0; attempt < 2; attempt++) {
      String message = refusal(after::value);
      assertTrue(message.contains(data() + ": was overwritten or is damaged"), message);
    }
  }

  @Test
  void aCopyHasAnotherTimeAndIsRead() throws IOException {
    Files.setLastModifiedTime(data(), FileTime.fromMillis(1_000_000_000));
    assertEquals(1, VolumeCases.read(folder));
  }

  @Test
  void dataOfAnotherLengthAreRefusedByName() throws IOException {
    Files.write(data(), new byte[] {0}, StandardOpenOption.APPEND);
    String message = refusal(() -> VolumeCases.read(folder));
    assertTrue(message.contains(data() + ": must have"), message);
  }

  @Test
  void dataOverwrittenInPlaceAfterTheyWereOpenedAreRefusedWhenTheyAreRead() throws IOException {
    Opened opened = PreparedCase.read(folder, "p").open(now -> Opened.of(now));
    try (FileChannel channel = FileChannel.open(data(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {9, 9}), opened.t1().offset());
    }
    Files.setLastModifiedTime(data(), FileTime.fromMillis(1_000_000_000));
    String message = refusal(opened::value);
    assertTrue(message.contains(data() + ": must be as it was"), message);
  }

  @Test
  void aRecordThatNamesDataOfAnotherIdIsRefused() throws IOException {
    String id = DatasetReader.readCase(folder, "p").id().orElseThrow().toString();
    rewrite("\"id\": \"" + id, "\"id\": \"0123456789abcdef-1");
    String message = refusal(() -> VolumeCases.read(folder));
    assertTrue(message.contains("outputs of a case with an id must be"), message);
  }

  @Test
  void aRecordWithoutAnIdNamesNoDataWithOne() throws IOException {
    rewrite("\"formatVersion\": 2", "\"formatVersion\": 1");
    String message = refusal(() -> VolumeCases.read(folder));
    assertTrue(message.contains("must not have outputs with one"), message);
  }
}
