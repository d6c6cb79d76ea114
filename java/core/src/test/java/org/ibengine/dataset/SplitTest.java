package org.ibengine.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("lists.json"), text);
  }

  @Test
  void threeListsAreRead() throws IOException {
    Split expected = new Split(Set.of("a", "b"), Set.of("c"), Set.of("d"));
    assertEquals(
        expected,
        Split.read(
            file("{\"train\": [\"b\", \"a\"], \"validation\": [\"c\"], \"test\": [\"d\"]}")));
    assertEquals(
        expected,
        Split.read(file("{\"test\": [\"d\"], \"val\": [\"c\"], \"train\": [\"a\", \"b\"]}")));
  }

  @Test
  void validationAndTestMayBeMissing() throws IOException {
    assertEquals(
        new Split(Set.of("a"), Set.of(), Set.of()), Split.read(file("{\"train\": [\"a\"]}")));
  }

  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    assertEquals(Set.of("a"), Split.read(file("\ufeff{\"train\": [\"a\"]}")).train());
  }

  @Test
  void listsThatAreTooLongAreRefusedUnread() throws IOException {
    Path lists = file("{\"train\": [\"a\"]}");
    try (FileChannel channel = FileChannel.open(lists, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), 1L << 38);
    }
    String expected =
        lists
            + ": must not be longer than 67108864 bytes, has 274877906945; is it a list of cases?";
    assertEquals(
        expected, assertThrows(DatasetException.class, () -> Split.read(lists)).getMessage());
    assertEquals(
        expected, assertThrows(DatasetException.class, () -> Split.read(lists, 0, 2)).getMessage());
  }

  @Test
  void anEntryOfNnUnetsListIsChosenByNumberAndLength() throws IOException {
    Path splits =
        file(
            "[{\"train\": [\"a\", \"b\"], \"val\": [\"c\"]},"
                + " {\"train\": [\"b\", \"c\"], \"val\": [\"a\"]}]");
    assertEquals(new Split(Set.of("b", "c"), Set.of("a"), Set.of()), Split.read(splits, 1, 2));
    assertEquals(
        splits
            + ": is a list of 2 folds, fold 1 of 5 was asked for; --fold takes a number from 0 and 2",
        assertThrows(IllegalArgumentException.class, () -> Split.read(splits, 1, 5)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Split.read(splits, 2, 2));
    assertThrows(IllegalArgumentException.class, () -> Split.read(splits, -1, 2));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Split.read(splits))
            .getMessage()
            .contains("is a list of 2 folds; choose one, as with --fold 0 2"));
  }

  @Test
  void aFoldOfASingleSplitIsRefused() throws IOException {
    Path single = file("{\"train\": [\"a\"]}");
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Split.read(single, 0, 5))
            .getMessage()
            .contains("leave --fold out"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"train": ["a", "b", "a"]}                 | names case a twice
          {"train": ["a"], "val": ["a"]}             | a is in train and validation
          {"train": ["a"], "test": ["a"]}            | a is in train and test
          {"train": [], "val": ["q"], "test": ["q"]} | q is in validation and test
          {"training": ["a"]}                        | not training
          {"val": ["a"]}                             | needs a list train
          {"train": ["a"], "val": [], "validation": []} | both validation and val
          {"train": "a"}                             | train must be a list of case names
          {"train": [1]}                             | train must hold case names in quotes, holds 1
          {"train": [null]}                          | train must hold case names in quotes
          {"train": ["a"], "train": ["b"]}           | Duplicate field
          {"train": ["a"]} {}                        | is not JSON
          {"train": ["a"                             | is not JSON
          17                                         | must be an object with the lists
          """)
  void whatIsNoSplitIsAFaultOfTheFile(String text, String reason) throws IOException {
    Path file = file(text);
    String message = assertThrows(DatasetException.class, () -> Split.read(file)).getMessage();
    assertTrue(message.startsWith(file + ": ") && message.contains(reason), message);
  }

  @Test
  void theFaultOfAnEntryNamesTheFold() throws IOException {
    Path file = file("[{\"train\": [\"a\"]}, {\"train\": [\"a\"], \"val\": [\"a\"]}]");
    String message =
        assertThrows(DatasetException.class, () -> Split.read(file, 1, 2)).getMessage();
    assertTrue(message.contains("fold 1: a case may be in only one list"), message);
    assertThrows(DatasetException.class, () -> Split.read(file("[7]"), 0, 1));
    assertThrows(DatasetException.class, () -> Split.read(file("7"), 0, 1));
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    Path missing = folder.resolve("nowhere.json");
    assertEquals(
        missing + ": cannot be read: there is no such file or folder",
        assertThrows(DatasetException.class, () -> Split.read(missing)).getMessage());
  }

  @Test
  void aFoldAndASplitExcludeEachOther() {
    Split split = new Split(Set.of("a"), Set.of(), Set.of());
    FoldChoice options = FoldChoice.NONE;
    assertThrows(IllegalArgumentException.class, () -> options.fold(0, 2).split(split));
    assertThrows(IllegalArgumentException.class, () -> options.split(split).fold(0, 2));
  }

  @Test
  void subjectsAreReadAndTheirFaultsNamed() throws IOException {
    assertEquals(Map.of("a", "x", "b", "7"), SubjectsFile.read(file("{\"a\": \"x\", \"b\": 7}")));
    for (String wrong :
        new String[] {
          "[]", "7", "", "{\"a\": null}", "{\"a\": [\"x\"]}", "{\"a\": \"x\", \"a\": \"y\"}", "{"
        }) {
      Path file = file(wrong);
      assertThrows(DatasetException.class, () -> SubjectsFile.read(file), wrong);
    }
  }
}
