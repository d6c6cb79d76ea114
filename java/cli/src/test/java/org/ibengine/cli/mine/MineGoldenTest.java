package org.ibengine.cli.mine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is drawn and written of every phantom is what an independent program (numpy) gives. */
class MineGoldenTest {
  private static final String FIRST = "1.2.826.0.1.1";
  private static final String INFEASIBLE = "1.2.826.0.1.5";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "1.2.826.0.1.1, mask", // anisotropic, with a lung mask
    "1.2.826.0.1.1, field",
    "1.2.826.0.1.1, band",
    "1.2.826.0.1.2, field", // flipped
    "1.2.826.0.1.2, band",
    "1.2.826.0.1.3, field", // oblique
    "1.2.826.0.1.3, band",
    "1.2.826.0.1.4, field", // without a nodule
    "1.2.826.0.1.4, band"
  })
  void drawsDistancesAndFilesAreThoseOfTheOracle(String uid, String rule) throws IOException {
    MinePhantoms phantoms = MinePhantoms.find();
    JsonNode golden = phantoms.ofCase(uid);
    Path raw = phantoms.only(uid, folder.resolve("raw"));
    JsonNode ofRule = golden.get("lung_rules").get(rule);
    long feasible = ofRule.get("masks").get("all").get("count").asLong();
    for (String hardness : List.of("0.0", "0.5", "0.95")) {
      Path out = folder.resolve("out" + hardness);
      List<Object> options = new ArrayList<>(MinePhantoms.cube(golden.get("cube").asInt()));
      options.addAll(List.of("--lung", rule, "--per-scan", 3, "--seed", 7));
      options.addAll(List.of("--hardness", hardness));
      CommandLineRun run = MinePhantoms.mine(raw, out, options.toArray());
      assertEquals(ExitCode.OK, run.exitCode(), run.err());
      JsonNode expected = ofRule.get("hardness").get(hardness);
      List<Map<String, String>> rows = MinePhantoms.table(out);
      assertEquals(3, expected.get("draws").size());
      assertEquals(3, rows.size());
      for (int i = 0; i < 3; i++) {
        Map<String, String> row = rows.get(i);
        assertEquals(uid + "_bg" + i + ".npy", row.get("patch_file"));
        assertEquals(uid, row.get("seriesuid"));
        assertEquals(rule, row.get("lung_rule"));
        assertEquals(Long.toString(feasible), row.get("feasible"));
        assertEquals(expected.get("candidates").asText(), row.get("candidates"));
        assertEquals(Double.parseDouble(hardness), Double.parseDouble(row.get("hardness")));
        assertEquals(uid.equals(FIRST) ? "True" : "False", row.get("has_lung_mask"));
        assertRow(expected.get("draws").get(i), row, out);
      }
    }
  }

  private static void assertRow(JsonNode draw, Map<String, String> row, Path out)
      throws IOException {
    assertEquals("0", row.get("label"));
    assertEquals("7", row.get("seed"));
    assertEquals(draw.get("ordinal").asText(), row.get("ordinal"));
    List<String> axes = List.of("x", "y", "z");
    for (int axis = 0; axis < 3; axis++) {
      String name = axes.get(axis);
      assertEquals(draw.get("centre").get(axis).asText(), row.get("center_" + name));
      assertEquals(six(draw.get("world").get(axis)), row.get("world_" + name));
    }
    assertEquals(six(draw.get("centre_distance")), row.get("centre_distance_mm"));
    assertEquals(row.get("centre_distance_mm"), row.get("min_dist_mm"));
    assertEquals(six(draw.get("surface_distance")), row.get("surface_distance_mm"));
    assertEquals(six(draw.get("box_gap")), row.get("box_gap_mm"));
    assertEquals(draw.get("nodule_voxels").asText(), row.get("nodule_voxels"));
    Path file = out.resolve(row.get("patch_file"));
    assertEquals(draw.get("npy_bytes").asLong(), Files.size(file));
    assertEquals(draw.get("npy_crc32").asLong(), MinePhantoms.crc(file), file.toString());
  }

  private static String six(JsonNode number) {
    return number.isNull() ? "" : String.format(Locale.ROOT, "%.6f", number.asDouble());
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.826.0.1.1, mask, 32",
    "1.2.826.0.1.2, band, 12",
    "1.2.826.0.1.3, field, 8",
    "1.2.826.0.1.4, field, 10" // the third pick is skipped
  })
  void picksThatAreTooNearToOthersAreSkipped(String uid, String rule, int spacing)
      throws IOException {
    MinePhantoms phantoms = MinePhantoms.find();
    JsonNode golden = phantoms.ofCase(uid);
    Path raw = phantoms.only(uid, folder.resolve("raw"));
    Path out = folder.resolve("out");
    List<Object> options = new ArrayList<>(MinePhantoms.cube(golden.get("cube").asInt()));
    options.addAll(List.of("--lung", rule, "--per-scan", 3, "--seed", 7));
    options.addAll(List.of("--min-spacing", spacing));
    CommandLineRun run = MinePhantoms.mine(raw, out, options.toArray());
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    JsonNode centres = golden.get("lung_rules").get(rule).get("min_spacing_" + spacing);
    assertEquals(centres.toString(), centres(out));
  }

  private static String centres(Path out) throws IOException {
    return MinePhantoms.table(out).stream()
        .map(
            row ->
                "["
                    + row.get("center_x")
                    + ","
                    + row.get("center_y")
                    + ","
                    + row.get("center_z")
                    + "]")
        .toList()
        .toString()
        .replace(" ", "");
  }

  @Test
  void otherCubesAreDrawnAsTheOracleDrawsThem() throws IOException {
    MinePhantoms phantoms = MinePhantoms.find();
    Path raw = phantoms.only(FIRST, folder.resolve("raw"));
    Path out = folder.resolve("out");
    List<Object> options = new ArrayList<>(MinePhantoms.cube(40));
    options.addAll(List.of("--per-scan", 5, "--seed", 11));
    CommandLineRun run = MinePhantoms.mine(raw, out, options.toArray());
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    JsonNode golden = phantoms.golden().get("cube_40");
    assertEquals(golden.get("draws").toString(), centres(out));
    assertEquals("mask", MinePhantoms.table(out).get(0).get("lung_rule")); // never auto
  }

  @Test
  void aScanWithoutALegalCentreIsListedWithTheRuleThatLeavesNoneAndTheOthersAreWritten()
      throws IOException {
    MinePhantoms phantoms = MinePhantoms.find();
    Path out = folder.resolve("out");
    CommandLineRun run = MinePhantoms.mine(phantoms.scans(), out, MinePhantoms.cube(24).toArray());
    assertEquals(ExitCode.SOME_CASES_FAILED, run.exitCode(), run.err());
    assertTrue(
        run.err()
            .contains(
                "ib: scan " + INFEASIBLE + ": no legal centre: 5,225 centres inside, box leaves 0"),
        run.err());
    JsonNode skipped = MinePhantoms.summary(out).get("skipped");
    assertEquals(1, skipped.size());
    assertEquals(INFEASIBLE, skipped.get(0).get("uid").asText());
    String reason = skipped.get(0).get("reasons").get(0).asText();
    assertTrue(reason.contains("5,225 centres inside, box leaves 0"), reason);
    List<Map<String, String>> rows = MinePhantoms.table(out);
    assertEquals(4, rows.size());
    for (Map<String, String> row : rows) {
      assertTrue(Files.exists(out.resolve(row.get("patch_file"))), row.toString());
    }
    assertTrue(run.err().contains("annotations: 1 row of 8 without a scan, of 9.9.9.not.there"));
  }
}
