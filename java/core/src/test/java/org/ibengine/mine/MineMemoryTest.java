package org.ibengine.mine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ibengine.backend.CountingBackend;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.synth.ChestOptions;
import org.ibengine.synth.ChestScans;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.MemoryBudget;
import org.ibengine.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scan takes that is mined and written whole, against what it is said to take. */
class MineMemoryTest {
  private static final Size3 WINDOW = new Size3(12, 12, 12);

  @TempDir private Path folder;

  /** Returns the record of the scan, whose rules and draw leave the memory to its voxels. */
  private CaseRecord mine(VolumeEncoding encoding) {
    Path raw = folder.resolve("raw");
    ChestOptions chest =
        new ChestOptions(new Size3(66, 61, 35), new Geometry.Spacing(1.1, 1, 2), 3);
    ChestScans.write(chest, raw, new ChestScans.Amount(1, 1, true), scan -> {});
    MineOptions options =
        new MineOptions(
            new MineRules(WINDOW, 10, 5, OptionalDouble.empty(), LungRule.MASK, 1, false),
            new MineDraw(3, 0, 1, 0),
            MineLayout.VOLUMES,
            encoding);
    CountingBackend counting = new CountingBackend();
    Scan scan = ScanFiles.find(raw, counting.gzip()).scans().get(0);
    long said =
        new ScanMiner(options, null, new ScanMiner.Target(null, null, null), counting).bytes(scan);
    Path out = folder.resolve(encoding.label());
    MineInput input =
        new MineInput(raw, raw.resolve(MineInput.ANNOTATIONS), Optional.empty(), Optional.empty());
    MineSummary summary =
        new MineRun(new MineRequest(input, out, options), counting)
            .run(new CaseJobs.Limits(1, new MemoryBudget(1L << 30)), Progress.NONE);
    assertEquals(List.of(), summary.failures());
    assertEquals(0, counting.liveBytes());
    double share = counting.peakBytes() / (double) said;
    assertTrue(0.6 <= share && share <= 1, encoding + ": " + share);
    return DatasetReader.readCase(new DatasetFolder(out), scan.uid());
  }

  @Test
  void packingIsCountedAndItsResultIsNamedInTheRecord() {
    assertEquals(
        List.of(MinedDataset.CT, DatasetFolder.LABEL), mine(VolumeEncoding.PACKED).packed());
  }

  @Test
  void rawVolumesTakeNoMoreThanTheyDid() {
    assertEquals(List.of(), mine(VolumeEncoding.RAW).packed());
  }
}
