package org.ibengine.cli.froc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.Test;

/** {@code ib froc --records}: objects that an evaluation has written. */
class FrocRecordsCommandTest extends FrocFixture {
  /** As in {@code exp/experiment_0/test_metrics/prc_records.json}. */
  private Path records() throws IOException {
    JsonNode first = summary(files.masks(), files.predictions());
    assertEquals(2, first.get("falsePositives").asInt());
    Path file = folder.resolve("exp/experiment_0/test_metrics/prc_records.json");
    Files.createDirectories(file.getParent());
    return Files.move(out.resolve("prc_records.json"), file);
  }

  @Test
  void theRecordsOfVolumesGiveTheFiguresOfTheVolumes() throws IOException {
    Path file = records();
    JsonNode ofVolumes = summary(files.masks(), files.predictions());
    List<String> curve = Files.readAllLines(out.resolve("curve.csv"));
    String pattern = folder.resolve("exp") + "/*/test_metrics/prc_records.json";
    JsonNode ofRecords = summary("--records", pattern);
    assertEquals(ofVolumes.get("groups"), ofRecords.get("groups"));
    assertEquals(curve, Files.readAllLines(out.resolve("curve.csv")));
    assertEquals(file.toString(), ofRecords.at("/records/0").asText());
    assertTrue(ofRecords.get("connectivity").isNull());
    assertEquals(
        Files.readString(file), Files.readString(out.resolve("prc_records.json")), "and back");
    assertEquals(
        "a,instance,1,3,1.79,,,,0.5,",
        Files.readAllLines(out.resolve("objects.csv")).get(1).substring(0, 27));
  }

  @Test
  void casesWithoutObjectsAreDividedByTooAndThePublishedRulesAreAtHand() throws IOException {
    Path file = folder.resolve("records.json");
    String alarm =
        "{\"obj\": \"pred_1\", \"is_tum\": false, \"diameter\": 2, \"hit_dice\": 0,"
            + " \"self_logit\": 1}";
    Files.writeString(file, "{\"a\": [" + alarm + "], \"b\": [], \"c\": []}");
    assertEquals(3, summary("--records", file).get("casesDividedBy").asInt());
    assertEquals(1, summary("--records", file, "--legacy").get("casesDividedBy").asInt());
  }

  @Test
  void recordsAloneAreOnlyPrinted() throws IOException {
    Path file = records();
    CommandLineRun printed = CommandLineRun.of("froc", "--records", file);
    assertEquals(ExitCode.OK, printed.exitCode(), printed.err());
    assertEquals(froc("--records", file).out(), printed.out());
    CommandLineRun volumes = CommandLineRun.of("froc", files.masks(), files.predictions());
    assertEquals(ExitCode.USAGE, volumes.exitCode());
    assertTrue(volumes.err().contains("--output"), volumes.err());
  }

  @Test
  void recordsAndVolumesExcludeEachOther() throws IOException {
    Path file = records();
    for (CommandLineRun run :
        List.of(
            froc(files.masks(), files.predictions(), "--records", file),
            froc("--records", file, "--threshold", 0.25),
            froc("--records", file, "--connectivity", 6),
            froc(files.masks()),
            froc())) {
      assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    }
    CommandLineRun none = froc("--records", folder.resolve("exp") + "/*/nothing.json");
    assertEquals(ExitCode.FAILED, none.exitCode());
    assertTrue(none.err().contains("no file has such a name"), none.err());
  }
}
