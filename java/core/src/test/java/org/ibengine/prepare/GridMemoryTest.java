package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.ibengine.backend.CountingBackend;
import org.ibengine.index.CropOptions;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.GridOptions.LabelInterpolation;
import org.ibengine.index.Layout;
import org.ibengine.input.Discovery;
import org.ibengine.input.InputRequest;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** What a case takes that is brought to another grid, against what it is said to take. */
class GridMemoryTest extends OnRawCases {
  private final GridWish wish = new GridWish();

  /** Returns how much was taken, in parts of what had been said. */
  private double share() {
    DatasetOptions options =
        wish.on(RawCases.options(Layout.VOLUMES)).withModalities(List.of("FLAIR", "T1"));
    CountingBackend counting = new CountingBackend();
    CaseNeed need =
        CaseNeed.of(Discovery.of(InputRequest.of(List.of(root))).cases().get(0), options, counting);
    PrepareSummary summary =
        Preparation.run(raw.request(output, options), counting, PrepareListener.NONE);
    assertEquals(List.of(), summary.failures());
    assertEquals(0, counting.liveBytes());
    return counting.peakBytes() / (double) need.peakBytes();
  }

  @Test
  void itIsNoMoreThanThat() throws IOException {
    raw.add("p", LESION);
    wish.spacing(0.05, 0.1, 0.15); // 8,000 voxels for each of the files'
    assertBetween(0.6, 1, share());
  }

  @Test
  void aVoteAmongLargeLabelsOfAFloatingTypeIsCounted() throws IOException {
    raw.add("p", LESION);
    Files.delete(root.resolve("p/GT.nii.gz"));
    VoxelFiles.write(root.resolve("p"), "GT.nii", VoxelType.FLOAT32, i -> i == 99 ? 70000 : 0);
    wish.spacing(0.05, 0.1, 0.15).labels(LabelInterpolation.LINEAR);
    assertBetween(0.6, 1, share());
  }

  @Test
  void aCropMayTakeLess() throws IOException {
    raw.add("p", LESION);
    wish.spacing(0.05, 0.1, 0.15).crop(new CropOptions(List.of(3L), 0));
    assertBetween(0.01, 0.9, share());
  }

  private static void assertBetween(double least, double most, double share) {
    assertTrue(least <= share && share <= most, "share " + share);
  }
}
