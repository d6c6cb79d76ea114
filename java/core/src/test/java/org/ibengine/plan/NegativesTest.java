package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.ibengine.plan.NegativePart.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NegativesTest {
  private static String message(Runnable made) {
    return assertThrows(IllegalArgumentException.class, made::run).getMessage();
  }

  @Test
  void partsAreRead() {
    assertEquals(
        List.of(
            new NegativePart(Kind.RING, 20, 60.5, 0.25), new NegativePart(Kind.GRID, 0, 0, 0.75)),
        Negatives.parse("ring:20-60.5:0.25, grid:0.75").parts());
    assertEquals(
        List.of(
            new NegativePart(Kind.RING, 20, 60, 0.5), new NegativePart(Kind.ANYWHERE, 0, 0, 0.5)),
        Negatives.parse("ring:0.5,anywhere:0.5").parts());
    assertEquals(
        List.of(NegativePart.of(Kind.GRID, 0.5), NegativePart.of(Kind.MINED, 0.5)),
        Negatives.BOTH.parts());
    assertEquals(1, Negatives.parse("ring:0-5").parts().get(0).share());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "air", "grid,", "grid:", "ring:5", "ring:20-60:0.5:1", "grid:1-2", "GRID"})
  void whatIsNoPartIsRefused(String text) {
    message(() -> Negatives.parse(text));
  }

  @Test
  void refusalsSayWhatIsWrong() {
    assertTrue(message(() -> Negatives.parse("air")).endsWith("; was air"));
    assertEquals(
        "shares of negatives must add up to 1, were 0.75 of [grid:0.5, mined:0.25]",
        message(() -> Negatives.parse("grid:0.5,mined:0.25")));
    assertEquals(
        "either all parts of the negatives have a share or none has, was grid:0.5,mined",
        message(() -> Negatives.parse("grid:0.5,mined")));
    assertTrue(
        message(() -> Negatives.parse("grid,grid")).startsWith("every part of the negatives may"));
    assertTrue(message(() -> Negatives.parse("ring:60-20")).contains("ring from 60.0 to 20.0"));
    assertTrue(message(() -> Negatives.GRID.minDistanceMm(-1)).contains("was -1.0"));
    assertTrue(message(() -> Negatives.GRID.minBody(1.5)).contains("was 1.5"));
    assertTrue(message(() -> Negatives.GRID.hardness(1)).contains("was 1.0"));
  }

  @Test
  void strataAreCalledByTheirKindAndSeveralRingsByTheirRange() {
    Negatives one = Negatives.parse("ring:20-60,anywhere");
    assertEquals(List.of("ring", "anywhere"), one.parts().stream().map(one::label).toList());
    Negatives two = Negatives.parse("ring:20-60,ring:60-100.5,grid");
    assertEquals(
        List.of("ring:20-60", "ring:60-100.5", "grid"),
        two.parts().stream().map(two::label).toList());
  }

  @Test
  void textsAreReadBack() {
    for (String text : List.of("grid", "ring,anywhere,mined", "ring:0.25-1000000:0.1,grid:0.9")) {
      Negatives made = Negatives.parse(text);
      List<String> parts = made.parts().stream().map(NegativePart::text).toList();
      assertEquals(made, Negatives.parse(String.join(",", parts)));
    }
  }

  @Test
  void falseAlarmsTakeTheirShareAndTheOthersShareTheRest() {
    FalseAlarms list = new FalseAlarms("objects.csv", FalseAlarms.Order.CONFIDENT);
    Negatives some = Negatives.parse("ring:0.5,grid:0.5").hard(list, 0.2);
    assertEquals("ring:20-60:0.4,grid:0.4,hard:0.2", some.text());
    assertEquals("ring:20-60:0.25,grid:0.25,hard:0.5", some.hard(list, 0.5).text());
    assertEquals("hard:1", some.hard(list, 1).text());
    some.requireComplete();
    message(() -> some.alarms(Optional.empty()).requireComplete());
    message(() -> Negatives.GRID.alarms(Optional.of(list)).requireComplete());
    for (double share : new double[] {1.5, 0, -0.5, Double.NaN}) {
      assertEquals(
          "--hard-share, the share of background around false alarms, must be above 0 and at most 1, was "
              + share,
          message(() -> Negatives.GRID.hard(list, share)));
    }
    message(() -> FalseAlarms.Order.parse("best"));
  }

  @Test
  void hardnessNeedsMinedWindows() {
    Negatives.BOTH.hardness(0.5).requireComplete();
    assertEquals(
        "--hardness 0.5 chooses among mined windows, but negatives are grid:1; add mined, or leave --hardness out",
        message(() -> Negatives.GRID.hardness(0.5).requireComplete()));
  }

  @Test
  void masksAreNamesOrLabels() {
    assertEquals(new Inside("liver", 0.5), Inside.parse("liver >= 0.5"));
    assertEquals(OptionalInt.empty(), Inside.parse("liver>=0.5").label());
    assertEquals(OptionalInt.of(3), Inside.parse("3>=0.25").label());
    assertEquals(new Inside("a>=b", 1), Inside.parse("a>=b>=1"));
    for (String text : List.of("liver", "liver>=", ">=0.5", "liver>=0", "liver>=1.5", "liver>=x")) {
      message(() -> Inside.parse(text));
    }
  }

  @Test
  void whatIsAskedForIsToldInOptions() {
    assertEquals(List.of("--min-body 0.01"), NegativeWords.rules(Negatives.GRID));
    Negatives free = Negatives.GRID.minBody(0);
    assertEquals(List.of(), NegativeWords.rules(free.distances(true)));
    Negatives inside = free.minDistanceMm(2.5).inside(List.of(new Inside("7", 0.5)));
    List<String> rules = List.of("--min-distance 2.5", "--inside 7>=0.5");
    assertEquals(rules, NegativeWords.rules(inside));
    assertEquals(rules, NegativeWords.beyondGrid(inside));
    assertEquals(List.of(), NegativeWords.beyondGrid(Negatives.GRID.hardness(0.5)));
    assertEquals(
        List.of("--negatives mined:1", "--distances"),
        NegativeWords.beyondGrid(Negatives.MINED.distances(true)));
    FalseAlarms list = new FalseAlarms("objects.csv", FalseAlarms.Order.CONFIDENT);
    assertEquals(
        List.of("--hard objects.csv"), NegativeWords.beyondGrid(Negatives.GRID.hard(list, 0.5)));
  }

  @Test
  void labelMapsAreNeededWhereTheRecordsDoNotTell() {
    assertFalse(Negatives.GRID.needsLabels());
    assertFalse(Negatives.BOTH.minBody(0.5).hardness(0.5).needsLabels());
    assertTrue(Negatives.parse("grid,anywhere").needsLabels());
    assertTrue(Negatives.parse("ring").needsLabels());
    assertTrue(Negatives.GRID.minDistanceMm(1).needsLabels());
    assertTrue(Negatives.GRID.inside(List.of(new Inside("1", 1))).needsLabels());
    assertEquals(OptionalDouble.empty(), Negatives.GRID.minBody());
    assertEquals(0.01, Negatives.GRID.leastBody());
  }
}
