package org.ibengine.cli.mine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.DatasetTree;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code --layout volumes} and {@code both}: a dataset that opens, with the windows of the table.
 */
class MineVolumesTest {
  private static final int EDGE = 24;

  @TempDir private Path folder;
  private MinePhantoms phantoms;
  private Path out;

  @BeforeEach
  void mine() throws IOException {
    phantoms = MinePhantoms.find();
    out = folder.resolve("out");
    run("both");
  }

  private void run(String layout, Object... more) {
    List<Object> options = new ArrayList<>(MinePhantoms.cube(EDGE));
    options.addAll(List.of("--layout", layout, "--per-scan", 5, "--seed", 7, "--hardness", 0.5));
    options.addAll(List.of(more));
    CommandLineRun run = MinePhantoms.mine(phantoms.scans(), out, options.toArray());
    assertEquals(ExitCode.SOME_CASES_FAILED, run.exitCode(), run.err()); // the fifth has none
  }

  private JsonNode record(String uid) throws IOException {
    return MinePhantoms.json(out.resolve("cases").resolve(uid).resolve("case.json"));
  }

  @Test
  void recordsHaveTheWindowsOfTheTable() throws IOException {
    List<Map<String, String>> rows = MinePhantoms.table(out);
    assertEquals(20, rows.size());
    for (String uid : uids(rows)) {
      JsonNode record = record(uid);
      assertEquals(5, record.get("formatVersion").asInt());
      List<Map<String, String>> own =
          rows.stream().filter(row -> row.get("seriesuid").equals(uid)).toList();
      assertEquals(own.size(), record.get("mined").size());
      for (int i = 0; i < own.size(); i++) {
        assertWindow(own.get(i), record.get("mined").get(i));
      }
    }
    assertEquals(5, MinePhantoms.json(out.resolve("dataset.json")).get("formatVersion").asInt());
  }

  private static Set<String> uids(List<Map<String, String>> rows) {
    return rows.stream().map(row -> row.get("seriesuid")).collect(Collectors.toSet());
  }

  private static void assertWindow(Map<String, String> row, JsonNode window) {
    List<String> axes = List.of("x", "y", "z");
    for (int axis = 0; axis < 3; axis++) {
      int centre = Integer.parseInt(row.get("center_" + axes.get(axis)));
      assertEquals(centre - EDGE / 2, window.get("corner").get(axis).asInt());
      assertEquals(EDGE, window.get("patchSize").get(axis).asInt());
    }
    assertEquals(0.5, window.get("hardness").asDouble());
    if (row.get("box_gap_mm").isEmpty()) {
      assertTrue(window.get("boxGapMm").isNull());
    } else {
      assertEquals(
          Double.parseDouble(row.get("box_gap_mm")), window.get("boxGapMm").asDouble(), 5e-7);
    }
  }

  @Test
  void aCaseIsTheScanAtOneMillimetreWithItsNodulesAsBalls() throws IOException {
    for (String uid : List.of("1.2.826.0.1.1", "1.2.826.0.1.2", "1.2.826.0.1.3", "1.2.826.0.1.4")) {
      JsonNode golden = phantoms.ofCase(uid);
      JsonNode record = record(uid);
      assertEquals(golden.get("size"), record.at("/geometry/size"));
      assertEquals("[1.0,1.0,1.0]", record.at("/geometry/spacingMm").toString());
      assertEquals("CT", record.at("/modalities/0/name").asText());
      assertEquals("INT16", record.at("/modalities/0/type").asText());
      assertEquals("[-1000.0,400.0]", record.at("/modalities/0/rawPercentiles").toString());
      assertEquals(golden.get("nodules").size(), record.get("instances").size());
      Set<Integer> expected = new TreeSet<>();
      golden.get("nodules").forEach(nodule -> expected.add(nodule.get("voxels").asInt()));
      Set<Integer> found = new TreeSet<>();
      record.get("instances").forEach(one -> found.add(one.get("voxels").asInt()));
      assertEquals(expected, found);
      assertWorld(golden, record);
    }
    assertFalse(Files.exists(out.resolve("cases").resolve("1.2.826.0.1.5")));
    assertEquals(List.of(), DatasetVerifier.verify(out).problems());
  }

  /** The affine is RAS, the oracle's positions are LPS. */
  private static void assertWorld(JsonNode golden, JsonNode record) {
    JsonNode affine = record.at("/geometry/affine");
    for (JsonNode nodule : golden.get("nodules")) {
      for (int row = 0; row < 3; row++) {
        double at = affine.get(row * 4 + 3).asDouble();
        for (int axis = 0; axis < 3; axis++) {
          at += affine.get(row * 4 + axis).asDouble() * nodule.get("grid").get(axis).asDouble();
        }
        double sign = row < 2 ? -1 : 1;
        assertEquals(nodule.get("world").get(row).asDouble(), sign * at, 2e-6);
      }
    }
  }

  @Test
  void theEngineOpensIt() {
    EngineOptions options = EngineOptions.defaults().patchSize(EDGE, EDGE, EDGE);
    try (IbEngine engine = IbEngine.open(out, options);
        Epoch epoch = engine.epoch(1)) {
      TreeSet<String> shown = new TreeSet<>();
      epoch.forEach(batch -> batch.items().forEach(item -> shown.add(item.caseName())));
      assertTrue(shown.containsAll(Set.of("1.2.826.0.1.1", "1.2.826.0.1.2", "1.2.826.0.1.3")));
    }
  }

  private String digest() {
    CommandLineRun run =
        CommandLineRun.of(
            "epoch", out, "--patch-size", EDGE, EDGE, EDGE, "--negatives", "mined", "--digest");
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return run.out();
  }

  @Test
  void scansAreStoredPackedUnlessAskedForRawAndEpochsAreTheSame() throws IOException {
    assertEquals("[\"CT\",\"label\"]", record("1.2.826.0.1.1").get("packed").toString());
    String packed = digest();
    assertTrue(packed.lines().count() > 1, packed);
    out = folder.resolve("raw");
    run("volumes", "--encoding", "raw");
    assertFalse(record("1.2.826.0.1.1").has("packed"));
    assertEquals(4, record("1.2.826.0.1.1").get("formatVersion").asInt());
    assertEquals(packed, digest());
  }

  @Test
  void aMinedDatasetIsConvertedBothWaysWithItsWindows() throws IOException {
    Path mined = out;
    JsonNode windows = record("1.2.826.0.1.1").get("mined");
    String digest = digest();
    Path raw = folder.resolve("raw");
    convert(mined, raw, "raw", 4);
    assertEquals(windows, record("1.2.826.0.1.1").get("mined"));
    assertEquals(digest, digest());
    convert(raw, folder.resolve("again"), "packed", 5);
    assertEquals(windows, record("1.2.826.0.1.1").get("mined"));
    assertEquals(digest, digest());
    DatasetTree.assertSameContent(mined.resolve("cases"), out.resolve("cases"), "again ");
  }

  private void convert(Path from, Path to, String encoding, int version) throws IOException {
    CommandLineRun run = CommandLineRun.of("convert", from, to, "--encoding", encoding);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertEquals(
        version, MinePhantoms.json(to.resolve("dataset.json")).get("formatVersion").asInt());
    out = to;
  }

  @Test
  void anEncodingIsOfWholeScansOnly() {
    CommandLineRun run =
        MinePhantoms.mine(phantoms.scans(), folder.resolve("npy"), "--encoding", "packed");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("--encoding goes with --layout volumes or both"), run.err());
  }

  @Test
  void theSameCommandGivesTheSameWindowsAndTheLayoutAloneDecidesWhatIsWritten() throws IOException {
    String table = Files.readString(out.resolve("bg_index.csv"));
    JsonNode mined = record("1.2.826.0.1.1").get("mined");
    run("both");
    assertEquals(table, Files.readString(out.resolve("bg_index.csv")));
    assertEquals(mined, record("1.2.826.0.1.1").get("mined"));
    out = folder.resolve("volumes");
    run("volumes");
    assertEquals(mined, record("1.2.826.0.1.1").get("mined"));
    assertEquals(20, MinePhantoms.table(out).size());
    MinePhantoms.table(out).forEach(row -> assertEquals("", row.get("patch_file")));
    try (var files = Files.list(out)) {
      assertTrue(files.noneMatch(file -> file.toString().endsWith(".npy")));
    }
  }

  /**
   * With a mask and without a dataset, windows are cut from the scan; else from all of it at 1 mm.
   */
  @Test
  void windowsThatAreCutAloneAreThoseOfTheWholeScan() throws IOException {
    Path whole = out;
    out = folder.resolve("npy");
    run("npy");
    List<Map<String, String>> rows = MinePhantoms.table(out);
    assertEquals(MinePhantoms.table(whole), rows);
    assertEquals("mask", rows.get(0).get("lung_rule"));
    for (Map<String, String> row : rows) {
      String name = row.get("patch_file");
      assertEquals(
          MinePhantoms.crc(whole.resolve(name)), MinePhantoms.crc(out.resolve(name)), name);
    }
  }

  @Test
  void anotherSizeOfWindowsIsRefusedWhereCasesWouldKeepTheirs() throws IOException {
    Path other = phantoms.only("1.2.826.0.1.4", folder.resolve("other"));
    List<Object> options = new ArrayList<>(MinePhantoms.cube(16));
    options.addAll(List.of("--layout", "volumes"));
    CommandLineRun run = MinePhantoms.mine(other, out, options.toArray());
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("must have the same options"), run.err());
    assertEquals(
        new Size3(EDGE, EDGE, EDGE).x(),
        record("1.2.826.0.1.1").at("/mined/0/patchSize/0").asInt());
  }
}
