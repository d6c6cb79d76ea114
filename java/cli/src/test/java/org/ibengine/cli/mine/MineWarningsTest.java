package org.ibengine.cli.mine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said although windows are written. */
class MineWarningsTest {
  @TempDir private Path folder;
  private Path raw;
  private Path out;

  @BeforeEach
  void writeOneScan() throws IOException {
    raw = folder.resolve("raw");
    out = folder.resolve("out");
    SmallScans.scan(raw.resolve("subset0/p1.mha"), 10);
    SmallScans.annotations(raw);
  }

  private CommandLineRun mineInBand(Object... more) {
    List<Object> options = new ArrayList<>(MinePhantoms.cube(4));
    options.addAll(List.of("--lung", "band"));
    options.addAll(List.of(more));
    return MinePhantoms.mine(raw, out, options.toArray());
  }

  @Test
  void whatCountsAsAMaskOfNoScanIsNamed() throws IOException {
    SmallScans.scan(raw.resolve("subset0/segment_of_p2.mha"), 10);
    CommandLineRun run = mineInBand();
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertTrue(run.err().contains("1 mask without a scan of that name"), run.err());
    assertTrue(run.err().contains("segment_of_p2.mha"), run.err());
    assertTrue(
        MinePhantoms.summary(out)
            .at("/masksWithoutScan/0")
            .asText()
            .endsWith("subset0/segment_of_p2.mha"));
    assertEquals(1, MinePhantoms.summary(out).at("/scans/0/guardMm").asDouble());
  }

  @Test
  void scansWithFewerWindowsThanWantedAreNamed() throws IOException {
    CommandLineRun run = mineInBand("--per-scan", 100_000);
    int patches = MinePhantoms.summary(out).at("/scans/0/patches").asInt();
    String words = "1 scan has fewer windows than --per-scan 100000: p1 (" + patches + ")";
    assertTrue(run.err().contains(words), run.err());
    assertFalse(mineInBand().err().contains("fewer windows"));
  }

  @Test
  void aNoduleThatHoldsNoVoxelIsNamedWhereADatasetIsWritten() throws IOException {
    SmallScans.annotations(raw, "p1,15.5,25.5,33.5,1", "p1,12,22,32,1");
    CommandLineRun run = mineInBand("--layout", "volumes", "--min-distance", 0);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    String words = "scan p1: 1 nodule holds no voxel of the grid of 1 mm, so the dataset lacks it";
    assertTrue(run.err().contains(words), run.err());
    assertEquals(1, MinePhantoms.summary(out).at("/scans/0/nodulesWithoutVoxel").asInt());
    assertFalse(mineInBand("--min-distance", 0).err().contains("holds no voxel"));
  }

  @Test
  void noMemoryIsRefused() {
    CommandLineRun run = mineInBand("--max-memory", "0");
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains("--max-memory must be positive, was 0"), run.err());
  }
}
