package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.Layout;
import org.ibengine.plan.Inside;
import org.ibengine.plan.Negatives;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Background that a dataset does not have: what is said, and what would be there. */
class NegativesRefusalsTest {
  @TempDir static Path folder;
  private static final RandomCases CASES = new RandomCases(13, 4);
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = CASES.dataset().prepare(folder, Layout.VOLUMES);
  }

  private static EngineOptions options(Negatives negatives) {
    return RandomCases.options(negatives);
  }

  private static EngineOptions options(String negatives) {
    return RandomCases.options(Negatives.parse(negatives));
  }

  /** Of all windows that hold no lesion, in all cases. */
  private static DoubleSummaryStatistics distances() {
    return CASES.free(0, Double.POSITIVE_INFINITY).stream()
        .mapToDouble(
            name -> {
              int at = name.indexOf('(');
              String[] xyz = name.substring(at + 1, name.length() - 1).split(", ");
              Index3 corner =
                  new Index3(
                      Integer.parseInt(xyz[0]), Integer.parseInt(xyz[1]), Integer.parseInt(xyz[2]));
              return RandomCases.distance(CASES.of(name.substring(0, at)), corner);
            })
        .summaryStatistics();
  }

  private static String refusal(Negatives negatives) {
    return assertThrows(
            DatasetMismatchException.class, () -> IbEngine.open(dataset, options(negatives)))
        .getMessage();
  }

  @Test
  void aRingThatIsTooNearNamesTheSmallestDistanceThereIs() {
    assertEquals(
        "no window of (4, 3, 2) voxels in ring:0-0.5 (mm) meets what is asked for: the nearest that"
            + " holds no lesion is %.2f mm from one; choose a ring that reaches farther, or a smaller --patch-size"
                .formatted(distances().getMin()),
        refusal(Negatives.parse("ring:0-0.5")));
  }

  @Test
  void aRingThatIsTooFarNamesTheLargestDistanceThereIs() {
    assertEquals(
        "no window of (4, 3, 2) voxels in ring:500-600 (mm) meets what is asked for: the farthest that"
            + " holds no lesion is %.2f mm from one; choose a nearer ring"
                .formatted(distances().getMax()),
        refusal(Negatives.parse("ring:500-600")));
  }

  @Test
  void aRingThatTheOtherRulesEmptyNamesBothDistances() {
    assertEquals(
        "no window of (4, 3, 2) voxels in ring:0-20 (mm) meets what is asked for: those that hold no"
            + " lesion are %.2f to %.2f mm from one; choose a wider ring, or relax --min-distance or --min-body"
                .formatted(distances().getMin(), distances().getMax()),
        refusal(Negatives.parse("ring:0-20").minDistanceMm(500)));
  }

  @Test
  void aGridThatAMaskEmptiesNamesTheMask() {
    Negatives label = Negatives.GRID.minBody(0).inside(List.of(new Inside("1", 0.5)));
    try (IbEngine engine = IbEngine.open(dataset, options(label))) {
      String message =
          assertThrows(DatasetMismatchException.class, () -> engine.epoch(1)).getMessage();
      assertEquals(
          "negatives per positive is 5.0, but no window of (4, 3, 2) voxels is free of foreground"
              + " and meets --inside 1>=0.5; use --ratio 0 or a smaller --patch-size, or relax"
              + " what windows must meet",
          message);
    }
  }

  @Test
  void masksOfVolumesAndLabelsHoldTheShareThatIsAskedFor() {
    // No window without foreground has a voxel of label 1.
    Negatives label = Negatives.parse("anywhere").inside(List.of(new Inside("1", 0.01)));
    try (IbEngine engine = IbEngine.open(dataset, options(label))) {
      assertEquals(0, engine.pool().negatives().count());
    }
    Negatives half = Negatives.parse("anywhere").inside(List.of(new Inside("T1", 0.9)));
    try (IbEngine engine = IbEngine.open(dataset, options(half))) {
      assertNotEquals(0, engine.pool().negatives().count());
    }
    String unknown =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    IbEngine.open(
                        dataset, options(Negatives.GRID.inside(List.of(new Inside("liver", 0.5))))))
            .getMessage();
    assertTrue(
        unknown.startsWith("background inside of liver needs a volume of that name"), unknown);
  }

  @Test
  void storedPatchesHaveTheGridAlone() {
    Path patches = CASES.dataset().prepare(folder, Layout.PATCHES);
    EngineOptions own = EngineOptions.defaults().backend("reference");
    Map<Negatives, String> refused =
        Map.of(
            Negatives.parse("anywhere,grid"),
            "--negatives anywhere:0.5,grid:0.5",
            Negatives.GRID.distances(true),
            "--distances",
            Negatives.GRID.inside(List.of(new Inside("1", 0.5))),
            "--inside 1>=0.5");
    refused.forEach(
        (negatives, option) -> {
          String message =
              assertThrows(
                      IllegalArgumentException.class,
                      () -> IbEngine.open(patches, own.negatives(negatives)))
                  .getMessage();
          assertTrue(message.contains("only --negatives grid"), message);
          assertTrue(message.contains("asked for were " + option + ";"), message);
        });
    IbEngine.open(patches, own).close();
  }
}
