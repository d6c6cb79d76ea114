package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.dataset.FalseAlarmCounts;
import org.ibengine.dataset.Split;
import org.ibengine.error.DatasetException;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.BodyRule;
import org.ibengine.index.Layout;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.plan.FalseAlarms.Order;
import org.ibengine.plan.Inside;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.PatchRequest;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Background around false alarms: one case of 20 × 20 × 10 voxels with one lesion. */
class HardNegativesTest {
  private static final String HEADER =
      "case,kind,id,voxels,diameter,x,y,z,hit_dice,logit,probability,x_mm,y_mm,z_mm\n";

  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    TinyCase item = new TinyCase("a", new Size3(20, 20, 10)).lesion(1, 10, 10, 5, 12, 12, 7);
    dataset = new TinyDataset(item).prepare(folder, Layout.VOLUMES);
  }

  /** Each of a kind, a position in voxels and a score; mm are of a spacing of (1, 2, 3). */
  private static Path list(String name, String... rows) throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (String row : rows) {
      text.append(row).append('\n');
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private static EngineOptions options(Path file, Order order, double share) {
    return EngineOptions.defaults()
        .backend("reference")
        .patchSize(4, 4, 4)
        .batchSize(1)
        .negativesPerPositive(4)
        .negatives(
            Negatives.parse("anywhere").hard(new FalseAlarms(file.toString(), order), share));
  }

  private static List<String> hard(IbEngine engine, long seed) {
    try (Epoch epoch = engine.epoch(seed)) {
      return epoch.plan().requests().stream()
          .filter(request -> request.stratum().equals("hard"))
          .map(PatchRequest::corner)
          .map(Object::toString)
          .toList();
    }
  }

  @Test
  void windowsLieAroundFalseAlarmsTheMostConfidentFirst() throws IOException {
    Path file =
        list(
            "all.csv",
            "a,instance,1,8,2,10.5,10.5,5.5,0,,,,,",
            "a,prediction,1,5,2,5,5,5,0,1.5,0.8,5,10,15",
            "a,prediction,2,5,2,0,19,9,0,2.5,0.9,0,38,27",
            "a,prediction,3,5,2,10,10,5,0.7,9,1,10,20,15",
            "a,prediction,4,5,2,11,9,5,0,3,1,11,18,15",
            "a,prediction,5,5,2,0.4,19,9,0,-2,0.1,,,",
            "a,prediction,6,5,2,40,5,5,0,0,0.5,40,10,15",
            "other,prediction,1,5,2,5,5,5,0,0,0.5,5,10,15");
    try (IbEngine engine = IbEngine.open(dataset, options(file, Order.CONFIDENT, 0.5))) {
      // At (0, 19, 9) the window is moved inside; (11, 9, 5) would hold the lesion; 5 is 2 again.
      assertEquals(new FalseAlarmCounts(2, 1, 1, 1, 1, 0, 0, 1), engine.backgroundCheck().alarms());
      assertEquals(List.of("(0, 16, 6)", "(3, 3, 3)"), hard(engine, 0).stream().sorted().toList());
    }
    try (IbEngine engine = IbEngine.open(dataset, options(file, Order.CONFIDENT, 0.25))) {
      for (int seed = 0; seed < 5; seed++) {
        assertEquals(List.of("(0, 16, 6)"), hard(engine, seed)); // the most confident
      }
    }
  }

  @Test
  void byWeightTheProbableComeMoreOften() throws IOException {
    Path file =
        list(
            "two.csv",
            "a,prediction,1,5,2,5,5,5,0,1.0986122886681098,0.75,5,10,15",
            "a,prediction,2,5,2,5,15,5,0,-1.0986122886681098,0.25,5,30,15");
    Map<String, Integer> first = new HashMap<>();
    try (IbEngine engine = IbEngine.open(dataset, options(file, Order.WEIGHT, 0.25))) {
      for (int seed = 0; seed < 1000; seed++) {
        hard(engine, seed).forEach(corner -> first.merge(corner, 1, Integer::sum));
      }
    }
    assertEquals(1000, first.get("(3, 3, 3)") + first.get("(3, 13, 3)"));
    assertEquals(750, first.get("(3, 3, 3)"), 70); // five standard deviations
    try (IbEngine engine = IbEngine.open(dataset, options(file, Order.WEIGHT, 0.5))) {
      assertEquals(2, hard(engine, 0).stream().distinct().count()); // each once before any twice
    }
  }

  @Test
  void whatMasksAndBodyDropIsCountedApart() throws IOException {
    TinyCase item = new TinyCase("a", new Size3(20, 20, 10)).lesion(1, 10, 10, 5, 12, 12, 7);
    Path bodies =
        new TinyDataset(item).body(BodyRule.from(750)).prepare(folder.resolve("b"), Layout.VOLUMES);
    List<String> rows = new ArrayList<>();
    for (int x = 2; x < 20; x += 2) {
      for (int y = 2; y < 20; y += 2) {
        rows.add("a,prediction,1,5,2," + x + "," + y + ",4,0,1,0.7,,,");
      }
    }
    Path file = list("many.csv", rows.toArray(String[]::new));
    FalseAlarmCounts all = counts(bodies, file, Negatives.GRID.minBody(0));
    FalseAlarmCounts body = counts(bodies, file, Negatives.GRID.minBody(0.5));
    FalseAlarmCounts far = counts(bodies, file, Negatives.GRID.minBody(0).minDistanceMm(9));
    FalseAlarmCounts inside =
        counts(bodies, file, Negatives.GRID.minBody(0).inside(List.of(Inside.parse("1>=0.01"))));
    assertEquals(0, all.air() + all.outsideMasks());
    assertTrue(body.air() > 0 && body.used() > 0, body.words());
    assertEquals(all.nearLesion(), body.nearLesion());
    assertEquals(all.used(), body.used() + body.air());
    assertTrue(far.nearLesion() > all.nearLesion(), far.words());
    assertEquals(all.used(), inside.outsideMasks()); // none holds a voxel of the lesion
    for (FalseAlarmCounts one : List.of(all, body, far, inside)) {
      assertEquals(rows.size(), one.used() + one.dropped());
    }
  }

  /** With background of the grid beside, so that nothing may be left of the list. */
  private static FalseAlarmCounts counts(Path of, Path file, Negatives negatives) {
    EngineOptions options =
        options(file, Order.CONFIDENT, 0.5)
            .negatives(negatives.hard(new FalseAlarms(file.toString(), Order.CONFIDENT), 0.5));
    try (IbEngine engine = IbEngine.open(of, options)) {
      return engine.backgroundCheck().alarms();
    } catch (DatasetMismatchException e) {
      String words = e.getMessage();
      assertTrue(words.contains(": 0 windows; dropped: "), words);
      Matcher number = Pattern.compile("(\\d+) outside of a mask").matcher(words);
      Matcher near = Pattern.compile("(\\d+) too near").matcher(words);
      assertTrue(number.find() && near.find(), words);
      return new FalseAlarmCounts(
          0, 0, 0, 0, Integer.parseInt(near.group(1)), Integer.parseInt(number.group(1)), 0, 0);
    }
  }

  /** Cases a and b, of which only the first has false alarms. */
  private static Path twoCases(String name) {
    return new TinyDataset(
            new TinyCase("a", new Size3(20, 20, 10)).lesion(1, 10, 10, 5, 12, 12, 7),
            new TinyCase("b", new Size3(20, 20, 10)).lesion(1, 10, 10, 5, 12, 12, 7))
        .prepare(folder.resolve(name), Layout.VOLUMES);
  }

  @Test
  void acrossCasesTheMostConfidentAreThoseOfTheHighestLogitsWhateverTheirProbability()
      throws IOException {
    Path file =
        list(
            "logits.csv",
            "a,prediction,1,5,2,5,5,5,0,41,1,,,",
            "a,prediction,2,5,2,5,15,5,0,50,1,,,",
            "b,prediction,1,5,2,5,5,5,0,73,1,,,",
            "b,prediction,2,5,2,5,15,5,0,inf,1,,,");
    try (IbEngine engine = IbEngine.open(twoCases("logits"), options(file, Order.CONFIDENT, 0.25));
        Epoch epoch = engine.epoch(3)) { // 2 of 8 patches
      List<String> cases =
          epoch.plan().requests().stream()
              .filter(request -> request.stratum().equals("hard"))
              .map(PatchRequest::caseName)
              .toList();
      assertEquals(List.of("b", "b"), cases);
    }
  }

  @Test
  void theValidationShowsOtherBackgroundWhereHeldOutCasesHaveNoFalseAlarms() throws IOException {
    Path file = list("train.csv", "a,prediction,1,5,2,5,5,5,0,1,0.7,,,");
    EngineOptions options = options(file, Order.CONFIDENT, 0.5);
    Path held = twoCases("held");
    Split split = new Split(Set.of("a"), Set.of("b"), Set.of());
    try (IbEngine engine = IbEngine.open(held, options.split(split))) {
      assertEquals(5, engine.validationSteps().orElseThrow());
      try (Epoch epoch = engine.validation()) {
        assertEquals(Map.of("anywhere", 4L), strata(epoch));
      }
      try (Epoch epoch = engine.epoch(1)) {
        assertEquals(Map.of("anywhere", 2L, "hard", 2L), strata(epoch));
      }
    }
    Split turned = new Split(Set.of("b"), Set.of("a"), Set.of());
    try (IbEngine engine = IbEngine.open(held, options.split(turned))) {
      String message =
          assertThrows(DatasetMismatchException.class, () -> engine.epoch(1)).getMessage();
      assertTrue(message.contains("negatives of hard are wanted"), message);
      assertTrue(message.contains("leave --hard out"), message);
    }
  }

  private static Map<String, Long> strata(Epoch epoch) {
    return epoch.plan().requests().stream()
        .filter(request -> !request.positive() && !request.filler())
        .collect(Collectors.groupingBy(PatchRequest::stratum, Collectors.counting()));
  }

  @Test
  void aListWithoutAFalseAlarmSaysWhy() throws IOException {
    Path file = list("none.csv", "a,prediction,3,5,2,10,10,5,0.7,9,1,10,20,15");
    String message =
        assertThrows(
                DatasetMismatchException.class,
                () -> IbEngine.open(dataset, options(file, Order.CONFIDENT, 0.5)))
            .getMessage();
    assertTrue(
        message.contains(
            "gives a window that meets --min-body 0.01: 0 windows; dropped: 1 meets a lesion"),
        message);
  }

  @Test
  void filesThatAreNotListsAreRefusedByLineAndColumn() throws IOException {
    Path other = Files.writeString(folder.resolve("other.csv"), "case,x\na,1\n");
    String column =
        assertThrows(
                DatasetException.class,
                () -> IbEngine.open(dataset, options(other, Order.CONFIDENT, 0.5)))
            .getMessage();
    assertTrue(column.contains("; kind, y, z, hit_dice, logit and 3 more are missing"), column);
    Path bad = list("bad.csv", "a,prediction,3,5,2,ten,10,5,0,9,1,10,20,15");
    String line =
        assertThrows(
                DatasetException.class,
                () -> IbEngine.open(dataset, options(bad, Order.CONFIDENT, 0.5)))
            .getMessage();
    assertTrue(line.contains("line 2: x must be a number, was ten"), line);
    String missing =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    IbEngine.open(
                        dataset,
                        EngineOptions.defaults()
                            .backend("reference")
                            .negatives(Negatives.parse("hard"))))
            .getMessage();
    assertTrue(missing.contains("name one with --hard FILE"), missing);
  }
}
