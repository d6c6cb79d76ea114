package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.BodyRule;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BodyJsonTest {
  private static final int LONGEST_OF_OLD_READERS = 1 << 16;

  @TempDir private Path folder;

  /** Every third block of a volume: as many runs as there are blocks. */
  private static CaseRecord record(Size3 size) {
    Size3 block = new Size3(2, 3, 1);
    Size3 grid = BodyEstimate.grid(size, block);
    IndexRuns.Builder blocks = new IndexRuns.Builder(grid);
    for (long i = 0; i < grid.voxels(); i += 3) {
      blocks.add(i, i + 1);
    }
    BodyEstimate body =
        new BodyEstimate("T1", BodyRule.Kind.OTSU, -1e-17, size, block, blocks.build());
    CaseIndex index =
        new CaseIndex(
            "p 07",
            new Geometry(size, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1)),
            Connectivity.FACE_6,
            List.of(),
            List.of(),
            List.of(),
            Optional.of(body));
    return new CaseRecord(index, DatasetJson.hash(Records.OPTIONS), List.of(), List.of());
  }

  private static String text(CaseRecord record) {
    return new String(CaseJson.write(record), StandardCharsets.UTF_8);
  }

  private CaseRecord read(String text) {
    return CaseJsonReader.read(
        JsonObject.parse(folder.resolve("case.json"), text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theBodyIsReadAsWritten() {
    CaseRecord record = record(new Size3(5, 7, 3));
    assertEquals(record, read(text(record)));
    assertEquals(1 / 3.0, record.index().body().get().share(), 0.1);
  }

  @Test
  void noTextIsLongerThanReadersOfBeforeThereWereBodiesTake() {
    CaseRecord record = record(new Size3(200, 200, 100));
    String text = text(record);
    assertEquals(record, read(text));
    assertTrue(text.length() > 2 * LONGEST_OF_OLD_READERS, "has to take several texts");
    Matcher texts = Pattern.compile("\"([^\"]*)\"").matcher(text);
    while (texts.find()) {
      assertTrue(texts.group(1).length() <= LONGEST_OF_OLD_READERS);
    }
  }

  @Test
  void aBodyThatNoVolumeOfThisSizeCanHaveIsDamage() {
    String text = text(record(new Size3(5, 7, 3)));
    for (String[] change :
        new String[][] {
          {"\"block\": [2,3,1]", "\"block\": [2,3,2]"},
          {"\"block\": [2,3,1]", "\"block\": [0,3,1]"},
          {"\"rule\": \"otsu\"", "\"rule\": \"none\""},
          {"\"rule\": \"otsu\"", "\"rule\": \"guess\""},
          {"\"runs\": [\"", "\"runs\": [\"?"},
          {"\"runs\": [", "\"runs\": [\"AAAA\","}
        }) {
      assertTrue(text.contains(change[0]), text);
      String damaged = text.replace(change[0], change[1]);
      DatasetException error = assertThrows(DatasetException.class, () -> read(damaged));
      assertTrue(error.getMessage().contains("is damaged"), error.getMessage());
    }
  }

  static Stream<BodyRule> rules() {
    return Stream.of(
        BodyRule.OTSU,
        BodyRule.NONE,
        BodyRule.from(-400.25),
        BodyRule.from(0).in("FLAIR"),
        BodyRule.OTSU.in("FLAIR"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rulesAreReadAsWrittenAndOnlyTheUsualOneLeavesFoldersFromBeforeUpToDate(BodyRule rule)
      throws Exception {
    DatasetOptions options = Records.OPTIONS.withBody(rule);
    byte[] bytes = DatasetJson.write(options, 2);
    assertEquals(options, DatasetJson.read(Files.write(folder.resolve("dataset.json"), bytes)));
    String before = DatasetJson.hash(Records.OPTIONS);
    if (rule.equals(BodyRule.OTSU)) {
      assertEquals(before, DatasetJson.hash(options));
    } else {
      assertNotEquals(before, DatasetJson.hash(options));
    }
  }

  @Test
  void aBodyOfAnotherVolumeIsRefused() {
    BodyEstimate body = record(new Size3(5, 7, 3)).index().body().get();
    Geometry other =
        new Geometry(new Size3(6, 7, 3), new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1));
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new CaseIndex(
                    "p",
                    other,
                    Connectivity.FACE_6,
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.of(body)));
    assertTrue(error.getMessage().contains("its body is of (5, 7, 3)"), error.getMessage());
  }
}
