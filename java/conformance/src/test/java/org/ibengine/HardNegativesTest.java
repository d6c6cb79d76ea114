package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.dataset.FalseAlarmCounts;
import org.ibengine.error.DatasetException;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.Layout;
import org.ibengine.plan.FalseAlarms.Order;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.PatchRequest;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Background around false alarms: one case of 20 × 20 × 10 voxels with one lesion. */
class HardNegativesTest {
  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    TinyCase item = new TinyCase("a", new Size3(20, 20, 10)).lesion(1, 10, 10, 5, 12, 12, 7);
    dataset = new TinyDataset(item).prepare(folder, Layout.VOLUMES);
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
        FalseAlarmFiles.list(
            folder,
            "all.csv",
            "a,instance,1,8,2,10.5,10.5,5.5,0,,,,,",
            "a,prediction,1,5,2,5,5,5,0,1.5,0.8,5,10,15",
            "a,prediction,2,5,2,0,19,9,0,2.5,0.9,0,38,27",
            "a,prediction,3,5,2,10,10,5,0.7,9,1,10,20,15",
            "a,prediction,4,5,2,11,9,5,0,3,1,11,18,15",
            "a,prediction,5,5,2,0.4,19,9,0,-2,0.1,,,",
            "a,prediction,6,5,2,40,5,5,0,0,0.5,40,10,15",
            "other,prediction,1,5,2,5,5,5,0,0,0.5,5,10,15");
    try (IbEngine engine =
        IbEngine.open(dataset, FalseAlarmFiles.options(file, Order.CONFIDENT, 0.5))) {
      // At (0, 19, 9) the window is moved inside; (11, 9, 5) would hold the lesion; 5 is 2 again.
      assertEquals(new FalseAlarmCounts(2, 1, 1, 1, 1, 0, 0, 1), engine.backgroundCheck().alarms());
      assertEquals(List.of("(0, 16, 6)", "(3, 3, 3)"), hard(engine, 0).stream().sorted().toList());
    }
    try (IbEngine engine =
        IbEngine.open(dataset, FalseAlarmFiles.options(file, Order.CONFIDENT, 0.25))) {
      for (int seed = 0; seed < 5; seed++) {
        assertEquals(List.of("(0, 16, 6)"), hard(engine, seed)); // the most confident
      }
    }
  }

  @Test
  void byWeightTheProbableComeMoreOften() throws IOException {
    Path file =
        FalseAlarmFiles.list(
            folder,
            "two.csv",
            "a,prediction,1,5,2,5,5,5,0,1.0986122886681098,0.75,5,10,15",
            "a,prediction,2,5,2,5,15,5,0,-1.0986122886681098,0.25,5,30,15");
    Map<String, Integer> first = new HashMap<>();
    try (IbEngine engine =
        IbEngine.open(dataset, FalseAlarmFiles.options(file, Order.WEIGHT, 0.25))) {
      for (int seed = 0; seed < 1000; seed++) {
        hard(engine, seed).forEach(corner -> first.merge(corner, 1, Integer::sum));
      }
    }
    assertEquals(1000, first.get("(3, 3, 3)") + first.get("(3, 13, 3)"));
    assertEquals(750, first.get("(3, 3, 3)"), 70); // five standard deviations
    try (IbEngine engine =
        IbEngine.open(dataset, FalseAlarmFiles.options(file, Order.WEIGHT, 0.5))) {
      assertEquals(2, hard(engine, 0).stream().distinct().count()); // each once before any twice
    }
  }

  @Test
  void aListWithoutAFalseAlarmSaysWhy() throws IOException {
    Path file =
        FalseAlarmFiles.list(folder, "none.csv", "a,prediction,3,5,2,10,10,5,0.7,9,1,10,20,15");
    String message =
        assertThrows(
                DatasetMismatchException.class,
                () -> IbEngine.open(dataset, FalseAlarmFiles.options(file, Order.CONFIDENT, 0.5)))
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
                () -> IbEngine.open(dataset, FalseAlarmFiles.options(other, Order.CONFIDENT, 0.5)))
            .getMessage();
    assertTrue(column.contains("; kind, y, z, hit_dice, logit and 3 more are missing"), column);
    Path bad =
        FalseAlarmFiles.list(folder, "bad.csv", "a,prediction,3,5,2,ten,10,5,0,9,1,10,20,15");
    String line =
        assertThrows(
                DatasetException.class,
                () -> IbEngine.open(dataset, FalseAlarmFiles.options(bad, Order.CONFIDENT, 0.5)))
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
