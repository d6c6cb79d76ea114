package org.ibengine.cli.mine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are scans, masks and findings, and what is said of those that cannot be used. */
class MineInputTest {
  @TempDir private Path folder;
  private Path raw;
  private Path out;

  @BeforeEach
  void writeOneScan() throws IOException {
    raw = folder.resolve("raw-segmented"); // what lies above RAW says nothing
    out = folder.resolve("out");
    SmallScans.scan(raw.resolve("subset0/p1.mha"), 10);
    SmallScans.annotations(raw);
  }

  private CommandLineRun mine(Object... more) {
    List<Object> options = new ArrayList<>(MinePhantoms.cube(4));
    options.addAll(List.of(more));
    return MinePhantoms.mine(raw, out, options.toArray());
  }

  private CommandLineRun mineInBand(Object... more) {
    List<Object> options = new ArrayList<>(List.of("--lung", "band"));
    options.addAll(List.of(more));
    return mine(options.toArray());
  }

  private void assertSkipped(CommandLineRun run, String... words) throws IOException {
    assertEquals(ExitCode.SOME_CASES_FAILED, run.exitCode(), run.err());
    String reason = MinePhantoms.summary(out).at("/skipped/0/reasons/0").asText();
    for (String word : words) {
      assertTrue(run.err().contains(word), word + ": " + run.err());
      assertTrue(reason.contains(word), word + ": " + reason);
    }
  }

  private void assertRefused(CommandLineRun run, String... words) {
    assertEquals(ExitCode.FAILED, run.exitCode(), run.err());
    for (String word : words) {
      assertTrue(run.err().contains(word), word + ": " + run.err());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seg-lungs-LUNA16/p1.mha", // the name of the scan
        "a/MASKS/b/p1.mha",
        "subset0/p1_seg.mha",
        "subset0/p1_Mask.mha",
        "lungs/p1.mha" // by content
      })
  void masksAreKnownByFolderNameOrContent(String mask) throws IOException {
    SmallScans.mask(raw.resolve(mask), 10);
    CommandLineRun run = mine();
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("1 scan with 0 nodules: 1 window"), run.out());
    Map<String, String> row = MinePhantoms.table(out).get(0);
    assertEquals("p1", row.get("seriesuid"));
    assertEquals("True", row.get("has_lung_mask"));
    assertEquals("mask", row.get("lung_rule"));
  }

  @Test
  void bytesOfManyValuesAreAScan() throws IOException {
    SmallScans.bytes(raw.resolve("p2.mha"));
    CommandLineRun run = mineInBand();
    assertSkipped(run, "no legal centre", "lung leaves 0");
    assertTrue(run.err().contains("box 792 (" + raw.resolve("p2.mha") + ")"), run.err());
    assertEquals("p1", MinePhantoms.table(out).get(0).get("seriesuid"));
    assertEquals("p2", MinePhantoms.summary(out).at("/skipped/0/uid").asText());
  }

  @Test
  void twoScansOfOneUidAreRefusedByTheirNames() throws IOException {
    SmallScans.scan(raw.resolve("subset1/p1.mha"), 10);
    assertRefused(mineInBand(), "is a second scan p1", "subset0/p1.mha", "subset1/p1.mha");
  }

  @Test
  void aMaskOfAnotherGridIsRefusedWithBothNames() throws IOException {
    Path mask = raw.resolve("seg/p1.mha");
    SmallScans.shortMask(mask);
    assertSkipped(mine(), "seg/p1.mha", "subset0/p1.mha", "must have the size of its scan");
    SmallScans.mask(mask, 10.2);
    assertSkipped(mine(), "seg/p1.mha", "subset0/p1.mha", "must lie within 0.1 mm");
    SmallScans.mask(mask, 10.05);
    assertEquals(ExitCode.OK, mine().exitCode());
    SmallScans.shortMask(mask);
    assertEquals(ExitCode.OK, mineInBand().exitCode()); // it is not looked at
  }

  @Test
  void masksThatCannotBeChosenFromAreRefusedWhereOneIsNeeded() throws IOException {
    SmallScans.mask(raw.resolve("seg/p1.mha"), 10);
    SmallScans.mask(raw.resolve("p1_mask.mha"), 10);
    assertSkipped(mine(), "is a second mask of p1", "seg/p1.mha", "p1_mask.mha");
    assertEquals(ExitCode.OK, mineInBand().exitCode());
  }

  @Test
  void aScanWithoutTheMaskThatIsAskedForSaysSo() throws IOException {
    assertSkipped(mine("--lung", "mask"), "subset0/p1.mha", "has no lung mask");
  }

  @Test
  void aMaskWithoutLungSaysSo() throws IOException {
    Path mask = raw.resolve("seg/p1.mha");
    SmallScans.mask(mask, 10);
    byte[] bytes = Files.readAllBytes(mask);
    Arrays.fill(bytes, bytes.length - 14 * 12 * 11, bytes.length, (byte) 0);
    Files.write(mask, bytes);
    assertSkipped(mine(), "seg/p1.mha", "has no label above 0");
  }

  @Test
  void aDamagedScanDoesNotStopTheOthers() throws IOException {
    Path damaged = raw.resolve("p0.mha");
    SmallScans.scan(damaged, 10);
    byte[] bytes = Files.readAllBytes(damaged);
    Files.write(damaged, Arrays.copyOf(bytes, bytes.length - 1));
    SmallScans.annotations(raw, "p0,17,27,32,6");
    CommandLineRun run = mineInBand();
    assertSkipped(run, "p0.mha");
    assertTrue(run.out().startsWith("2 scans with 1 nodule: 1 window"), run.out());
    assertEquals(1, MinePhantoms.table(out).size());
  }

  @Test
  void voxelsThatAreNoNumbersAreCounted() throws IOException {
    SmallScans.nan(raw.resolve("p0.mha"));
    assertSkipped(mineInBand(), "p0.mha", "voxels must be finite, 1 are NaN and 0 infinite");
    assertEquals(1, MinePhantoms.table(out).size());
  }

  @Test
  void withoutAnythingToMineNothingIsWritten() throws IOException {
    Files.delete(raw.resolve("annotations.csv"));
    assertRefused(mineInBand(), "annotations.csv", "give --annotations FILE");
    SmallScans.annotations(raw);
    Files.delete(raw.resolve("subset0/p1.mha"));
    SmallScans.mask(raw.resolve("seg/p1.mha"), 10);
    assertRefused(mineInBand(), "has no scan");
    raw = folder.resolve("nothing");
    assertRefused(mineInBand(), "nothing: is not a folder");
    assertTrue(Files.notExists(out));
  }

  @Test
  void columnsAreFoundByNameAndLinesMayEndInCrLf() throws IOException {
    Path other = folder.resolve("rows.csv");
    Files.writeString(
        other,
        "note,diameter_mm,coordZ,coordY,coordX,seriesuid\r\nx,6.0,32,27,17,p1\r\n,4,0,0,0,p9\r\n");
    CommandLineRun run =
        mineInBand("--annotations", other, "--min-distance", 1, "--guard", 0, "--per-scan", 9999);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertTrue(run.err().contains("1 row of 2 without a scan, of p9"), run.err());
    List<Map<String, String>> rows = MinePhantoms.table(out);
    assertTrue(rows.size() > 100);
    for (Map<String, String> row : rows) {
      double x = Double.parseDouble(row.get("world_x")) - 17;
      double y = Double.parseDouble(row.get("world_y")) - 27;
      double z = Double.parseDouble(row.get("world_z")) - 32;
      assertEquals(
          Math.sqrt(x * x + y * y + z * z), Double.parseDouble(row.get("min_dist_mm")), 1e-6);
    }
  }

  @Test
  void nodulesOutsideOfTheirScanAreWarnedOf() throws IOException {
    SmallScans.annotations(raw, "p1,17,27,3000,6", "p1,17,27,32,6");
    CommandLineRun run = mineInBand("--min-distance", 1, "--guard", 0);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    String warning =
        "ib: warning: scan p1: 1 of 2 nodules are outside of it; coordinates are those of LUNA16, LPS mm";
    assertTrue(run.err().contains(warning), run.err());
    assertTrue(run.out().startsWith("1 scan with 2 nodules: 1 window"), run.out());
  }

  @Test
  void aScanSmallerThanAWindowSaysSo() throws IOException {
    CommandLineRun run = MinePhantoms.mine(raw, out, "--lung", "band", "--patch-size", 40, 4, 4);
    assertSkipped(run, "the scan is smaller than a window, --patch-size");
  }

  @Test
  void wrongRowsAreNamedByFileLineAndColumn() throws IOException {
    SmallScans.annotations(raw, "p1,17,27,far,6");
    assertRefused(mineInBand(), "annotations.csv: line 2: coordZ must be a number, was far");
    SmallScans.annotations(raw, "p1,17,27,NaN,6");
    assertRefused(mineInBand(), "coordZ must be a number, was NaN");
    SmallScans.annotations(raw, "p1,17,27,30");
    assertRefused(mineInBand(), "line 2: no diameter_mm");
    SmallScans.annotations(raw, "p9,1,2,3,4", "p1,17,27,30,0");
    assertSkipped(mineInBand(), "annotations.csv: line 3: a nodule needs a diameter above 0");
    Files.writeString(raw.resolve("annotations.csv"), "seriesuid,coordX,coordY,size\n");
    assertRefused(
        mineInBand(), "coordZ, diameter_mm are missing", "seriesuid, coordX, coordY, size");
  }
}
