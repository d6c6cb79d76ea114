package org.ibengine.cli.mine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.DatasetVerifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run leaves of an earlier one in the same folder. */
class MineAgainTest {
  /** A ball that leaves no room beside it in a scan of {@link SmallScans}. */
  private static final String EVERYWHERE = "p2,17,26,35,60";

  @TempDir private Path folder;
  private Path raw;
  private Path out;

  @BeforeEach
  void writeTwoScans() throws IOException {
    raw = folder.resolve("raw");
    out = folder.resolve("out");
    SmallScans.scan(raw.resolve("p1.mha"), 10);
    SmallScans.scan(raw.resolve("p2.mha"), 10);
    SmallScans.annotations(raw);
  }

  private CommandLineRun mine(int exitCode, int edge, Object... more) {
    List<Object> options = new ArrayList<>(MinePhantoms.cube(edge));
    options.addAll(List.of("--lung", "band"));
    options.addAll(List.of(more));
    CommandLineRun run = MinePhantoms.mine(raw, out, options.toArray());
    assertEquals(exitCode, run.exitCode(), run.err());
    return run;
  }

  private List<String> cases() {
    return DatasetReader.open(out).cases().stream().map(one -> one.index().name()).toList();
  }

  private TreeSet<String> files() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static void cutOff(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"volumes", "both"})
  void aCaseWithoutALegalCentreByTheRowsOfTodayIsRemoved(String layout) throws IOException {
    mine(ExitCode.OK, 4, "--layout", layout);
    assertEquals(List.of("p1", "p2"), cases());
    SmallScans.annotations(raw, EVERYWHERE);
    mine(ExitCode.SOME_CASES_FAILED, 4, "--layout", layout);
    assertEquals(List.of("p1"), cases());
    assertFalse(Files.exists(out.resolve("cases/p2")));
    assertEquals(List.of(), DatasetVerifier.verify(out).problems());
  }

  @Test
  void aCaseOfAScanThatFailsIsRemoved() throws IOException {
    mine(ExitCode.OK, 4, "--layout", "volumes");
    cutOff(raw.resolve("p1.mha"));
    mine(ExitCode.SOME_CASES_FAILED, 4, "--layout", "volumes");
    assertEquals(List.of("p2"), cases());
    assertFalse(Files.exists(out.resolve("cases/p1")));
  }

  @Test
  void aDamagedRecordOfAScanThatIsSkippedGoesToo() throws IOException {
    mine(ExitCode.OK, 4, "--layout", "volumes");
    Path other = Files.writeString(out.resolve("cases/p2/notes.txt"), "not of this tool");
    Files.writeString(out.resolve("cases/p2/case.json"), "{");
    SmallScans.annotations(raw, EVERYWHERE);
    mine(ExitCode.SOME_CASES_FAILED, 4, "--layout", "volumes");
    assertEquals(List.of("p1"), cases());
    try (Stream<Path> left = Files.list(out.resolve("cases/p2"))) {
      assertEquals(List.of(other), left.toList());
    }
  }

  @Test
  void theDatasetOpensAfterARunOfAnotherSizeThatSkipsAScan() throws IOException {
    mine(ExitCode.OK, 4, "--layout", "volumes");
    SmallScans.annotations(raw, EVERYWHERE);
    mine(ExitCode.SOME_CASES_FAILED, 5, "--layout", "volumes");
    assertEquals(List.of("p1"), cases());
  }

  @Test
  void casesOfAnotherSizeThatWouldStayAreRefusedBeforeAnythingChanges() throws IOException {
    mine(ExitCode.OK, 4, "--layout", "both");
    String index = Files.readString(out.resolve("bg_index.csv"));
    TreeSet<String> files = files();
    Files.delete(raw.resolve("p2.mha"));
    CommandLineRun run = mine(ExitCode.FAILED, 5, "--layout", "both");
    assertTrue(run.err().contains("p2"), run.err());
    assertTrue(run.err().contains("choose another folder"), run.err());
    assertEquals(files, files());
    assertEquals(index, Files.readString(out.resolve("bg_index.csv")));
    assertEquals(List.of("p1", "p2"), cases());
  }

  @Test
  void casesThatTheRunDidNotMakeStayAndAreNamed() throws IOException {
    assertEquals("", mine(ExitCode.OK, 4, "--layout", "volumes").err());
    Files.delete(raw.resolve("p2.mha"));
    CommandLineRun run = mine(ExitCode.OK, 4, "--layout", "volumes");
    assertTrue(run.err().contains("still holds 1 case that this run did not make: p2;"), run.err());
    assertTrue(run.err().contains("delete its folder in " + out.resolve("cases")), run.err());
    assertTrue(run.err().contains("another OUT"), run.err());
    assertEquals(List.of("p1", "p2"), cases());
    CommandLineRun npy = mine(ExitCode.OK, 4, "--layout", "npy");
    assertTrue(npy.err().contains("2 cases that this run did not make: p1, p2;"), npy.err());
    assertEquals(List.of("p1", "p2"), cases());
  }

  @Test
  void windowsThatAreNoLongerListedAreRemoved() throws IOException {
    mine(ExitCode.OK, 4, "--per-scan", 3);
    Files.writeString(out.resolve("p1_bg7.npy"), "never listed");
    mine(ExitCode.OK, 4, "--per-scan", 1);
    assertEquals(
        new TreeSet<>(
            List.of("bg_index.csv", "bg_index.json", "p1_bg0.npy", "p1_bg7.npy", "p2_bg0.npy")),
        files());
    mine(ExitCode.OK, 4, "--layout", "volumes");
    assertEquals(
        new TreeSet<>(
            List.of(".ib-lock", "bg_index.csv", "bg_index.json", "cases", "dataset.json")),
        new TreeSet<>(files().stream().filter(name -> !name.equals("p1_bg7.npy")).toList()));
  }

  @Test
  void anInterruptedRunLeavesNoIndexAndTheNextOneRemovesWhatTheFirstListed() throws IOException {
    mine(ExitCode.OK, 4, "--per-scan", 3);
    Path blocked = out.resolve("p2_bg0.npy");
    Files.delete(blocked);
    Path inTheWay = Files.createDirectories(blocked.resolve("full"));
    mine(ExitCode.FAILED, 4, "--per-scan", 1);
    assertFalse(Files.exists(out.resolve("bg_index.csv")));
    assertFalse(Files.exists(out.resolve("bg_index.json")));
    assertTrue(Files.exists(out.resolve("p1_bg2.npy")));
    Files.delete(inTheWay);
    Files.delete(blocked);
    mine(ExitCode.OK, 4, "--per-scan", 1);
    assertEquals(
        new TreeSet<>(List.of("bg_index.csv", "bg_index.json", "p1_bg0.npy", "p2_bg0.npy")),
        files());
  }

  @Test
  void nothingIsRemovedThatIsNotAWindowInTheFolder() throws IOException {
    mine(ExitCode.OK, 4);
    Path index = out.resolve("bg_index.csv");
    String table = Files.readString(index);
    String row = table.lines().skip(1).findFirst().orElseThrow();
    Files.createDirectories(out.resolve("deep"));
    Files.createDirectories(out.resolve("p7_bg0.npy"));
    List<String> names =
        List.of(
            "../other_bg0.npy",
            folder.resolve("whole_bg0.npy").toString(),
            "deep/p5_bg0.npy",
            "notes.npy",
            "p6_bg0.npy");
    StringBuilder changed = new StringBuilder(table);
    for (String name : names) {
      Files.writeString(out.resolve(name), "precious");
      changed.append(row.replace("p1_bg0.npy", name)).append('\n');
    }
    changed.append(row.replace("p1_bg0.npy", "p7_bg0.npy")).append('\n');
    Files.writeString(index, changed);
    Files.delete(out.resolve("p6_bg0.npy"));
    Files.createSymbolicLink(out.resolve("p6_bg0.npy"), out.resolve("notes.npy"));
    mine(ExitCode.OK, 4);
    for (String name : names) {
      assertEquals("precious", Files.readString(out.resolve(name)), name);
    }
    assertTrue(Files.isDirectory(out.resolve("p7_bg0.npy")));
  }

  @Test
  void windowsThatAnIndexOfAnotherToolListsStay() throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("p9_bg0.npy"), "of the notebook");
    Files.writeString(
        out.resolve("bg_index.csv"),
        "patch_file,seriesuid,label,center_z,center_y,center_x,min_dist_mm,has_lung_mask\n"
            + "p9_bg0.npy,p9,0,1,1,1,20.0,True\n");
    mine(ExitCode.OK, 4);
    assertEquals("of the notebook", Files.readString(out.resolve("p9_bg0.npy")));
  }
}
