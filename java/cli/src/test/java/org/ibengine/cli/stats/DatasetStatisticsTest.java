package org.ibengine.cli.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.cli.stats.DatasetStatistics.BinCounts;
import org.ibengine.cli.stats.DatasetStatistics.Sampling;
import org.ibengine.index.CaseIndex;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.label.SizeBin;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class DatasetStatisticsTest {
  private static final Geometry GRID =
      new Geometry(new Size3(5, 6, 10), new Spacing(1, 1, 1), Affine.scaling(1, 1, 1));

  private static Instance instance(int id, long voxels) {
    Box box = new Box(Index3.ZERO, new Index3(1, 1, 1));
    return new Instance(id, voxels, box, new Instance.Centroid(0, 0, 0), List.of(Index3.ZERO));
  }

  private static CaseIndex index(String name, Instance... instances) {
    return new CaseIndex(
        name, GRID, Connectivity.FACE_6, List.of(), List.of(instances), List.of(Index3.ZERO));
  }

  /** One voxel alone in its case; beside a lesion of 17 voxels, another of 2 in the other case. */
  private static DatasetStatistics statistics() {
    return DatasetStatistics.of(
        List.of(index("a", instance(1, 1)), index("b", instance(1, 17), instance(2, 2))),
        new Size3(2, 3, 4));
  }

  private static BinCounts bin(SizeBin bin) {
    return statistics().bins().stream().filter(item -> item.bin() == bin).findFirst().orElseThrow();
  }

  private static double patches(SizeBin bin, Sampling sampling) {
    return bin(bin).exposure().get(sampling).patches();
  }

  @Test
  void instanceSamplingShowsEachOnceCaseSamplingEachCaseAsOften() {
    assertEquals(1, patches(SizeBin.VOXELS_1, Sampling.INSTANCE), 1e-12);
    assertEquals(1.5, patches(SizeBin.VOXELS_1, Sampling.CASE), 1e-12);
    assertEquals(0.75, patches(SizeBin.VOXELS_10_TO_99, Sampling.CASE), 1e-12);
  }

  @Test
  void voxelSamplingShowsInstancesInProportionToTheirVoxels() {
    assertEquals(3 * 0.05, patches(SizeBin.VOXELS_1, Sampling.VOXEL), 1e-12);
    assertEquals(3 * 0.85, patches(SizeBin.VOXELS_10_TO_99, Sampling.VOXEL), 1e-12);
  }

  @Test
  void drawsWithReplacementMissByTheBinomialLaw() {
    double missed = bin(SizeBin.VOXELS_1).exposure().get(Sampling.VOXEL).neverSeen();
    assertEquals(0.95 * 0.95 * 0.95, missed, 1e-12);
    assertEquals(0, bin(SizeBin.VOXELS_1).exposure().get(Sampling.INSTANCE).neverSeen());
  }

  @Test
  void ratiosAreOfTheVolumeAndOfThePatch() {
    assertEquals(19.0 / 300, statistics().cases().get(1).foregroundRatio(), 1e-12);
    assertEquals(17.0 / 24, bin(SizeBin.VOXELS_10_TO_99).medianRatio(), 1e-12);
  }

  @Test
  void aLesionLargerThanThePatchFillsItAndNoMore() {
    DatasetStatistics large =
        DatasetStatistics.of(List.of(index("a", instance(1, 60))), new Size3(2, 3, 4));
    assertEquals(1, large.bins().get(0).medianRatio());
    assertTrue(StatsFormat.text(large).contains("100.00 %"), StatsFormat.text(large));
  }

  @Test
  void aCaseWithoutInstancesHasNoSmallestOne() {
    DatasetStatistics none = DatasetStatistics.of(List.of(index("a")), new Size3(2, 3, 4));
    assertTrue(StatsFormat.text(none).contains("–"), StatsFormat.text(none));
    assertTrue(StatsFormat.json(none).get("cases").get(0).get("smallestVoxels").isNull());
  }
}
