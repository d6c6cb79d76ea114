package org.ibengine.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of two losses, and one in the layout of the published evaluation. */
class ExperimentTest {
  @TempDir private Path folder;

  private static String lesion(double diameter, double dice) {
    String logit = dice > 0 ? "1.5" : "-Infinity";
    return "{\"obj\": \"tum_1\", \"is_tum\": true, \"diameter\": %s, \"hit_dice\": %s, \"hit_logit\": %s}"
        .formatted(diameter, dice, logit);
  }

  private static String alarm(double logit) {
    return "{\"obj\": \"pred_1\", \"is_tum\": false, \"diameter\": 3, \"hit_dice\": 0, \"self_logit\": %s}"
        .formatted(logit);
  }

  private void run(String name, String loss, String file, String records) throws IOException {
    Path target = folder.resolve("runs").resolve(name).resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, records);
    if (loss != null) {
      Path config = folder.resolve("runs").resolve(name).resolve("config.json");
      Files.writeString(config, "{\"training\": {\"loss\": \"" + loss + "\"}}");
    }
  }

  @BeforeEach
  void writeRuns() throws IOException {
    String truths = "{\"a\": [" + lesion(4, 0.5) + "," + lesion(20, 0) + "%s], \"b\": []}";
    run("one", "dl", "froc/prc_records.json", truths.formatted(""));
    run("two", "dl", "prc_records.json", truths.formatted("," + alarm(2)));
    run(
        "iwdl",
        null,
        "experiment_0/test_metrics/prc_records.json",
        ("{\"a\": [" + lesion(4, 0.75) + "," + lesion(20, 0.25) + "%s], \"b\": []}")
            .formatted("," + alarm(1) + "," + alarm(1)));
    Files.createDirectories(folder.resolve("runs/unrelated"));
  }

  private List<ExperimentRun> find(String... places) {
    return ExperimentRun.find(
        List.of(places).stream().map(folder::resolve).toList(), ExperimentRun.RECORDS);
  }

  @Test
  void runsAreFoldersWithRecordsAndTheirLossIsThatOfTheConfiguration() {
    List<ExperimentRun> runs = find("runs");
    assertEquals(List.of("iwdl", "one", "two"), runs.stream().map(ExperimentRun::name).toList());
    assertEquals(List.of("iwdl", "dl", "dl"), runs.stream().map(ExperimentRun::loss).toList());
    assertEquals(runs.subList(1, 2), find("runs/one"));
  }

  /** As a shell writes {@code published/*} out: each is a loss, whatever lies in it. */
  @Test
  void severalFoldersThatHoldNoRunAreOneRunEach() throws IOException {
    String records = "{\"a\": [" + lesion(4, 0.5) + "]}";
    for (String loss : List.of("bce", "iwbce")) {
      Path target = folder.resolve("published").resolve(loss).resolve("experiment_0/metrics");
      Files.createDirectories(target);
      Files.writeString(target.resolve("prc_records.json"), records);
    }
    List<ExperimentRun> named = find("published/bce", "published/iwbce");
    assertEquals(List.of("bce", "iwbce"), named.stream().map(ExperimentRun::loss).toList());
    assertEquals(named, find("published"));
    List<ExperimentRun> mixed = find("runs", "published/bce");
    assertEquals(
        List.of("iwdl", "one", "two", "bce"), mixed.stream().map(ExperimentRun::name).toList());
    String direct = "published/bce/experiment_0/metrics";
    assertEquals(List.of("metrics"), find(direct).stream().map(ExperimentRun::name).toList());
  }

  @Test
  void figuresAreOfEachRunAndMeansOfEachLoss() {
    Experiment found = Experiment.of(find("runs"), 8);
    RunFigures weighted = found.runs().get(0);
    assertEquals(2, weighted.cases());
    assertEquals(1, weighted.smallLesions());
    assertEquals(0.5, weighted.objectDice());
    assertEquals(1, weighted.recall());
    assertEquals(1, weighted.falseAlarmsPerCase());
    LossFigures plain = found.losses().get(1);
    assertEquals("dl", plain.loss());
    assertEquals(2, plain.runs());
    assertEquals(0.5, plain.recall().mean());
    assertEquals(0, plain.recall().deviation());
    assertEquals(0.25, plain.falseAlarmsPerCase().mean());
    assertEquals(Math.sqrt(0.125), plain.falseAlarmsPerCase().deviation(), 1e-15);
    assertEquals(1, plain.smallRecall().mean());
    assertTrue(Double.isNaN(found.losses().get(0).recall().deviation()));
  }

  @Test
  void aWeightedLossIsComparedWithItsPlainOneWithCaution() {
    List<String> cautions = Experiment.of(find("runs"), 8).cautions();
    assertEquals(2, cautions.size());
    assertEquals(
        "iwdl against dl: recall of small lesions 1.000 → 1.000, of all 0.500 → 1.000, false alarms"
            + " per case 0.25 → 1.00, average recall 0.475 → 1.000.",
        cautions.get(0));
    assertTrue(cautions.get(1).contains("Compare the average recall"), cautions.get(1));
    assertEquals(List.of(), Experiment.of(find("runs/one"), 8).cautions());
  }

  @Test
  void runsOnOtherCasesAreNotComparable() throws IOException {
    run("other", "bce", "prc_records.json", "{\"a\": [" + lesion(4, 0.5) + "]}");
    List<String> cautions = Experiment.of(find("runs"), 8).cautions();
    assertEquals(
        "Runs iwdl and other were evaluated on different cases or lesions, so their figures cannot"
            + " be compared.",
        cautions.get(0));
  }

  @Test
  void foldersWithoutRunsAndConfigurationsOfOthersAreRefused() throws IOException {
    DatasetException none = assertThrows(DatasetException.class, () -> find("runs/unrelated"));
    assertTrue(none.getMessage().contains("holds no run with"), none.getMessage());
    assertThrows(DatasetException.class, () -> find("nowhere"));
    Files.writeString(folder.resolve("runs/one/config.json"), "{}");
    assertThrows(DatasetException.class, () -> find("runs"));
    assertThrows(IllegalArgumentException.class, () -> Experiment.of(find("runs/two"), 0));
  }
}
