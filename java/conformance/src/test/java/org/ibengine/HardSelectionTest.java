package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.BodyRule;
import org.ibengine.index.Layout;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.plan.FalseAlarms.Order;
import org.ibengine.plan.Inside;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.PatchRequest;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which false alarms give windows: by rules, across cases, in the validation. */
class HardSelectionTest {
  @TempDir static Path folder;

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
    Path file = FalseAlarmFiles.list(folder, "many.csv", rows.toArray(String[]::new));
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
        FalseAlarmFiles.options(file, Order.CONFIDENT, 0.5)
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
        FalseAlarmFiles.list(
            folder,
            "logits.csv",
            "a,prediction,1,5,2,5,5,5,0,41,1,,,",
            "a,prediction,2,5,2,5,15,5,0,50,1,,,",
            "b,prediction,1,5,2,5,5,5,0,73,1,,,",
            "b,prediction,2,5,2,5,15,5,0,inf,1,,,");
    try (IbEngine engine =
            IbEngine.open(
                twoCases("logits"), FalseAlarmFiles.options(file, Order.CONFIDENT, 0.25));
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
    Path file = FalseAlarmFiles.list(folder, "train.csv", "a,prediction,1,5,2,5,5,5,0,1,0.7,,,");
    EngineOptions options = FalseAlarmFiles.options(file, Order.CONFIDENT, 0.5);
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
}
