package org.ibengine.cli.mine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the notebook on the command line, and options that do not go together. */
class MineRefusalsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "1.2.826.0.1.1, '122,025 of 212,091 legal cubes hold a nodule or a part of one (57.5 %)'",
    "1.2.826.0.1.2, '40,223 of 79,417 legal cubes hold a nodule or a part of one (50.6 %)'",
    "1.2.826.0.1.3, '4,882 of 165,745 legal cubes hold a nodule or a part of one (2.9 %)'",
    "1.2.826.0.1.4, '0 of 32,256 legal cubes hold a nodule or a part of one (0.0 %)'",
    "1.2.826.0.1.5, '23 of 23 legal cubes hold a nodule or a part of one (100.0 %)'"
  })
  void theNotebooksRulesSayHowManyOfTheirCubesHoldANodule(String uid, String words)
      throws IOException {
    MinePhantoms phantoms = MinePhantoms.find();
    Path raw = phantoms.only(uid, folder.resolve("raw"));
    Path out = folder.resolve("out");
    List<Object> options = new ArrayList<>(List.of("mine", raw, out, "--rules", "notebook"));
    options.addAll(List.of("--per-scan", 3));
    options.addAll(MinePhantoms.cube(phantoms.ofCase(uid).get("cube").asInt()));
    CommandLineRun run = CommandLineRun.of(options.toArray());
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertTrue(run.out().contains(words), run.out());
    assertEquals(3, MinePhantoms.table(out).size());
    assertEquals(
        uid.endsWith(".1.1") ? "mask" : "notebook",
        MinePhantoms.table(out).get(0).get("lung_rule"));
  }

  @ParameterizedTest
  @CsvSource({
    "--rules notebook --layout volumes, --rules notebook, --layout volumes",
    "--rules notebook --layout both, --rules notebook, --layout both",
    "--rules notebook --guard 2, --rules notebook, --guard",
    "--rules notebook --lung mask, --rules notebook, --lung",
    "--rules notebook --candidates c.csv, --rules notebook, --candidates",
    "--rules notebook --hardness 0.5, --rules notebook, --hardness",
    "--rules notebook --patch-size 3 4 5, --rules notebook, --patch-size",
    "--rules other, strict or notebook, other",
    "--lung auto2, --lung, auto2",
    "--lung notebook, --lung, notebook",
    "--layout files, --layout, files",
    "--hardness 1, --hardness, 1.0",
    "--hardness -0.1, --hardness, -0.1",
    "--hardness NaN, --hardness, NaN",
    "--per-scan 0, --per-scan, 0",
    "--min-spacing -1, --min-spacing, -1",
    "--min-distance -1, --min-distance, -1",
    "--min-surface NaN, --min-surface, NaN",
    "--guard -0.5, --guard, -0.5",
    "--patch-size 0 4 4, --patch-size, 0",
    "--patch-size 65537 4 4, 65536, 65537",
    "--min-lung-voxels 0, --min-lung-voxels, 0"
  })
  void optionsThatCannotBeAreRefusedByNameBeforeAnythingIsRead(
      String options, String one, String other) {
    List<Object> arguments =
        new ArrayList<>(List.of("mine", folder.resolve("none"), folder.resolve("out")));
    arguments.addAll(List.of(options.split(" ")));
    CommandLineRun run = CommandLineRun.of(arguments.toArray());
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains(one), run.err());
    assertTrue(run.err().contains(other), run.err());
    assertTrue(Files.notExists(folder.resolve("out")));
  }

  @Test
  void anOutputThatIsAFileIsRefusedBeforeScansAreRead() throws IOException {
    Path raw = folder.resolve("raw");
    SmallScans.scan(raw.resolve("p1.mha"), 10);
    SmallScans.annotations(raw);
    Path out = Files.writeString(folder.resolve("file"), "x");
    CommandLineRun run = CommandLineRun.of("mine", raw, out);
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("must be a folder or a new path"), run.err());
    assertEquals("x", Files.readString(out));
  }

  @Test
  void aFileThatCannotBeReplacedEndsTheRunAndLeavesNoIndex() throws IOException {
    Path raw = folder.resolve("raw");
    SmallScans.scan(raw.resolve("p1.mha"), 10);
    SmallScans.annotations(raw);
    Path out = folder.resolve("out");
    Path inTheWay = Files.createDirectories(out.resolve("p1_bg0.npy/full"));
    Files.writeString(out.resolve("bg_index.csv"), "of an earlier run");
    CommandLineRun run = MinePhantoms.mine(raw, out, "--lung", "band", "--patch-size", 4, 4, 4);
    assertEquals(ExitCode.FAILED, run.exitCode(), run.err());
    assertTrue(run.err().contains("out: cannot be written: "), run.err());
    assertTrue(run.err().contains("p1_bg0.npy"), run.err());
    assertTrue(Files.notExists(out.resolve("bg_index.csv")));
    assertTrue(Files.isDirectory(inTheWay));
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    CommandLineRun again = MinePhantoms.mine(raw, out, "--lung", "band", "--patch-size", 4, 4, 4);
    assertEquals(ExitCode.OK, again.exitCode(), again.err());
    assertEquals(1, MinePhantoms.table(out).size());
  }
}
