package org.ibengine.cli.mine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What draws depend on and what not, candidates, and the files of a run that is repeated. */
class MineDrawsTest {
  private static final String FIRST = "1.2.826.0.1.1";
  private static final String SECOND = "1.2.826.0.1.2";

  @TempDir private Path folder;
  private MinePhantoms phantoms;
  private Path out;

  @BeforeEach
  void findPhantoms() throws IOException {
    phantoms = MinePhantoms.find();
    out = folder.resolve("out");
  }

  private List<Map<String, String>> mine(Path raw, int exitCode, Object... more)
      throws IOException {
    CommandLineRun run = MinePhantoms.mine(raw, out, more);
    assertEquals(exitCode, run.exitCode(), run.err());
    return MinePhantoms.table(out);
  }

  private List<Map<String, String>> mineCubes(Path raw, int exitCode, Object... more)
      throws IOException {
    List<Object> options = new ArrayList<>(MinePhantoms.cube(24));
    options.addAll(List.of(more));
    return mine(raw, exitCode, options.toArray());
  }

  private static List<Map<String, String>> of(String uid, List<Map<String, String>> rows) {
    return rows.stream().filter(row -> row.get("seriesuid").equals(uid)).toList();
  }

  @Test
  void neitherOtherScansNorThreadsNorMemoryChangeADraw() throws IOException {
    Object[] options = {"--per-scan", 4, "--seed", 3, "--hardness", 0.5};
    List<Map<String, String>> all =
        mineCubes(phantoms.scans(), ExitCode.SOME_CASES_FAILED, options);
    assertEquals(16, all.size());
    String table = Files.readString(out.resolve("bg_index.csv"));
    Map<String, byte[]> files = new HashMap<>();
    for (Map<String, String> row : all) {
      files.put(row.get("patch_file"), Files.readAllBytes(out.resolve(row.get("patch_file"))));
    }
    for (Object[] work :
        List.of(
            new Object[] {"--threads", 1, "--max-memory", "1M"},
            new Object[] {"--threads", 2},
            new Object[] {"--threads", 5, "--backend", "reference"})) {
      out = folder.resolve("out" + work[1] + work.length);
      List<Object> more = new ArrayList<>(List.of(options));
      more.addAll(List.of(work));
      mineCubes(phantoms.scans(), ExitCode.SOME_CASES_FAILED, more.toArray());
      assertEquals(table, Files.readString(out.resolve("bg_index.csv")));
      for (String name : files.keySet()) {
        assertArrayEquals(files.get(name), Files.readAllBytes(out.resolve(name)));
      }
    }
    Path one = phantoms.only(SECOND, folder.resolve("one"));
    out = folder.resolve("single");
    assertEquals(of(SECOND, all), mineCubes(one, ExitCode.OK, options));
  }

  @Test
  void aShiftOfTheOriginMovesPositionsInSpaceAlone() throws IOException {
    Path raw = phantoms.only(SECOND, folder.resolve("raw"));
    List<Map<String, String>> before = mineCubes(raw, ExitCode.OK, "--per-scan", 5);
    Path header = raw.resolve("subset1").resolve(SECOND + ".mhd");
    String text = Files.readString(header, StandardCharsets.ISO_8859_1);
    assertTrue(
        text.contains("Offset = 37 31 -90") || text.contains("Offset = 37.0 31.0 -90.0"), text);
    Files.writeString(
        header,
        text.replaceFirst("Offset = [^\\n]*", "Offset = 45 -1 -74"),
        StandardCharsets.ISO_8859_1);
    Path annotations = raw.resolve("annotations.csv");
    StringBuilder moved = new StringBuilder("seriesuid,coordX,coordY,coordZ,diameter_mm\n");
    for (String line : Files.readAllLines(annotations)) {
      if (line.startsWith(SECOND)) {
        String[] cells = line.split(",");
        moved.append(SECOND).append(',').append(Double.parseDouble(cells[1]) + 8);
        moved.append(',').append(Double.parseDouble(cells[2]) - 32);
        moved.append(',').append(Double.parseDouble(cells[3]) + 16).append(',').append(cells[4]);
        moved.append('\n');
      }
    }
    Files.writeString(annotations, moved);
    List<Map<String, String>> after = mineCubes(raw, ExitCode.OK, "--per-scan", 5);
    assertEquals(before.size(), after.size());
    for (int i = 0; i < before.size(); i++) {
      Map<String, String> expected = new HashMap<>(before.get(i));
      shift(expected, "world_x", 8);
      shift(expected, "world_y", -32);
      shift(expected, "world_z", 16);
      assertEquals(expected, after.get(i));
    }
  }

  private static void shift(Map<String, String> row, String column, double mm) {
    double at = Double.parseDouble(row.get(column)) + mm;
    row.put(column, String.format(Locale.ROOT, "%.6f", at));
  }

  @Test
  void asManyAsThereAreGivesEachWindowOnceAndAllRulesHold() throws IOException {
    Path raw = folder.resolve("raw");
    SmallScans.scan(raw.resolve("p1.mha"), 10);
    SmallScans.annotations(raw, "p1,17,27,32,3", "p1,11,30,41,2");
    List<Object> options = new ArrayList<>(MinePhantoms.cube(4));
    options.addAll(List.of("--lung", "band", "--per-scan", 100000, "--min-distance", 4));
    options.addAll(List.of("--min-surface", 3, "--guard", 0.5));
    List<Map<String, String>> rows = mine(raw, ExitCode.OK, options.toArray());
    assertEquals(Integer.parseInt(rows.get(0).get("feasible")), rows.size());
    assertTrue(rows.size() > 50);
    Set<String> centres = new HashSet<>();
    Set<String> ordinals = new HashSet<>();
    for (Map<String, String> row : rows) {
      centres.add(row.get("center_x") + " " + row.get("center_y") + " " + row.get("center_z"));
      ordinals.add(row.get("ordinal"));
      assertTrue(Double.parseDouble(row.get("centre_distance_mm")) >= 4);
      assertTrue(Double.parseDouble(row.get("surface_distance_mm")) >= 3);
      assertTrue(Double.parseDouble(row.get("box_gap_mm")) >= 0.5);
      assertEquals("0", row.get("nodule_voxels"));
    }
    assertEquals(rows.size(), centres.size());
    assertEquals(rows.size(), ordinals.size());
  }

  @Test
  void ofCandidatesOnlyTheLegalOnesAreDrawnAndTheOthersCounted() throws IOException {
    Path raw = phantoms.only(FIRST, folder.resolve("raw"));
    Path candidates = raw.resolve("candidates.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(candidates));
    lines.add(lines.get(1)); // once more
    lines.add("9.9.9,0,0,0,0");
    Files.write(candidates, lines);
    List<Object> options = new ArrayList<>(MinePhantoms.cube(40));
    options.addAll(List.of("--candidates", candidates, "--per-scan", 9, "--seed", 7));
    CommandLineRun run = MinePhantoms.mine(raw, out, options.toArray());
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    Set<String> expected = new HashSet<>();
    for (JsonNode item : phantoms.golden().get("candidates_cube_40")) {
      if (item.get("feasible").asBoolean() && item.get("class").asInt() == 0) {
        expected.add(item.get("centre").toString());
      }
    }
    Set<String> drawn = new HashSet<>();
    for (Map<String, String> row : MinePhantoms.table(out)) {
      drawn.add(
          "[" + row.get("center_x") + "," + row.get("center_y") + "," + row.get("center_z") + "]");
      assertEquals("3", row.get("feasible"));
    }
    assertEquals(3, expected.size());
    assertEquals(expected, drawn);
    JsonNode counts = MinePhantoms.summary(out).at("/scans/0/candidateRows");
    assertEquals(7, counts.get("given").asInt());
    assertEquals(
        "{\"class\":1,\"inside\":1,\"lung\":1,\"duplicate\":1}", counts.get("dropped").toString());
    assertTrue(
        run.out().contains("candidates: 7 given, dropped: class 1, inside 1, lung 1, duplicate 1"),
        run.out());
    assertTrue(run.err().contains("candidates: 1 row of 8 without a scan, of 9.9.9"), run.err());
  }

  @Test
  void aScanWhoseCandidatesAreAllDroppedIsListedWithTheReasons() throws IOException {
    Path raw = phantoms.only(FIRST, folder.resolve("raw"));
    Path candidates = raw.resolve("candidates.csv");
    Files.writeString(
        candidates, "seriesuid,coordX,coordY,coordZ,class\n" + FIRST + ",-32,-3.5,-179.25,0\n");
    CommandLineRun run = MinePhantoms.mine(raw, out, "--candidates", candidates);
    assertEquals(ExitCode.SOME_CASES_FAILED, run.exitCode());
    assertTrue(run.err().contains("no candidate is legal: 1 given, dropped: inside 1"), run.err());
    assertEquals(0, MinePhantoms.table(out).size());
  }

  @Test
  void furtherFindingsAreKeptAwayFromToo() throws IOException {
    Path raw = phantoms.only(FIRST, folder.resolve("raw"));
    List<Map<String, String>> rows =
        mine(raw, ExitCode.OK, "--exclude", raw.resolve("annotations_excluded.csv"));
    assertEquals(
        phantoms.golden().at("/excluded_findings/count").asText(), rows.get(0).get("feasible"));
    assertEquals(1, MinePhantoms.summary(out).at("/scans/0/excluded").asInt());
  }

  @Test
  void anInterruptedRunIsRepeatedAndWhatIsNotOursStays() throws IOException {
    Path raw = phantoms.only(SECOND, folder.resolve("raw"));
    Files.createDirectories(out);
    Files.writeString(out.resolve("." + SECOND + "_bg0.npy.part"), "half of a file");
    Files.writeString(out.resolve(".bg_index.csv.part"), "half of a table");
    Files.writeString(out.resolve(SECOND + "_bg0.npy"), "of an earlier run");
    Files.writeString(out.resolve("notes.txt"), "not ours");
    mineCubes(raw, ExitCode.OK);
    try (var files = Files.list(out)) {
      assertEquals(
          Set.of(SECOND + "_bg0.npy", "bg_index.csv", "bg_index.json", "notes.txt"),
          Set.copyOf(files.map(file -> file.getFileName().toString()).toList()));
    }
    assertEquals(128 + 2 * 24 * 24 * 24, Files.size(out.resolve(SECOND + "_bg0.npy")));
    assertEquals("not ours", Files.readString(out.resolve("notes.txt")));
    String header =
        new String(
            Files.readAllBytes(out.resolve(SECOND + "_bg0.npy")),
            10,
            118,
            StandardCharsets.US_ASCII);
    assertTrue(
        header.startsWith("{'descr': '<f2', 'fortran_order': False, 'shape': (24, 24, 24), } "),
        header);
    assertTrue(header.endsWith(" \n"));
    assertFalse(header.strip().contains("\n"));
  }
}
