package org.ibengine.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.label.SizeBin;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class DatasetStatisticsTest {
  private static final Geometry GRID =
      new Geometry(new Size3(5, 6, 10), new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1));
  private static final DatasetOptions OPTIONS =
      new DatasetOptions(
          Layout.VOLUMES,
          new Size3(1, 1, 1),
          new Size3(1, 1, 1),
          0,
          Connectivity.FACE_6,
          new PercentileRange(1, 99),
          List.of("ct", "pet"),
          GridTolerance.DEFAULT,
          NanRule.REFUSE);

  private static Instance instance(int id, long voxels) {
    Box box = new Box(Index3.ZERO, new Index3(1, 1, 1));
    return new Instance(id, voxels, box, new Instance.Centroid(0, 0, 0), List.of(Index3.ZERO));
  }

  /** Its second modality is constant, 7 once scaled. */
  private static CaseIndex index(String name, Instance... instances) {
    return new CaseIndex(
        name,
        GRID,
        Connectivity.FACE_6,
        List.of(
            new ModalityIndex("ct", VoxelType.INT16, 2, 1, 3, 4),
            new ModalityIndex("pet", VoxelType.INT16, 2, 1, 3, 3)),
        List.of(instances),
        List.of(Index3.ZERO));
  }

  private static DatasetStatistics of(CaseIndex... cases) {
    return DatasetStatistics.of(new DatasetIndex(OPTIONS, List.of(cases)), new Size3(2, 3, 4));
  }

  /** One voxel alone in its case; beside a lesion of 17 voxels, another of 2 in the other case. */
  private static DatasetStatistics statistics() {
    return of(index("a", instance(1, 1)), index("b", instance(1, 17), instance(2, 2)));
  }

  private static SizeExposure size(SizeBin bin) {
    return statistics().sizes().stream()
        .filter(item -> item.bin() == bin)
        .findFirst()
        .orElseThrow();
  }

  private static Exposure exposure(SizeBin bin, SamplingRule rule) {
    return size(bin).exposure().get(rule);
  }

  @Test
  void instanceSamplingShowsEachOnceCaseSamplingEachCaseAsOften() {
    assertEquals(new Exposure(1, 0), exposure(SizeBin.VOXELS_1, SamplingRule.INSTANCE));
    assertEquals(1.5, exposure(SizeBin.VOXELS_1, SamplingRule.CASE).patches(), 1e-12);
    assertEquals(0.75, exposure(SizeBin.VOXELS_10_TO_99, SamplingRule.CASE).patches(), 1e-12);
  }

  @Test
  void voxelSamplingShowsInstancesInProportionToTheirVoxels() {
    assertEquals(3 * 0.05, exposure(SizeBin.VOXELS_1, SamplingRule.VOXEL).patches(), 1e-12);
    assertEquals(3 * 0.85, exposure(SizeBin.VOXELS_10_TO_99, SamplingRule.VOXEL).patches(), 1e-12);
  }

  @Test
  void samplersShowInstancesAsTheyDrawThem() {
    assertEquals(1, exposure(SizeBin.VOXELS_1, SamplingRule.TUMOUR).patches(), 1e-12);
    assertEquals(
        Math.pow(2 / 3.0, 3), exposure(SizeBin.VOXELS_1, SamplingRule.TUMOUR).neverSeen(), 1e-12);
    assertEquals(1, exposure(SizeBin.VOXELS_1, SamplingRule.CASE_VOXEL).patches(), 1e-12);
    assertEquals(
        2 * 17 / 19.0, exposure(SizeBin.VOXELS_10_TO_99, SamplingRule.CASE_VOXEL).patches(), 1e-12);
    assertEquals(
        2 * 2 / 19.0, exposure(SizeBin.VOXELS_2_TO_9, SamplingRule.CASE_VOXEL).patches(), 1e-12);
  }

  @Test
  void drawsWithReplacementMissByTheBinomialLaw() {
    assertEquals(
        0.95 * 0.95 * 0.95, exposure(SizeBin.VOXELS_1, SamplingRule.VOXEL).neverSeen(), 1e-12);
    assertEquals(0.125, exposure(SizeBin.VOXELS_1, SamplingRule.CASE).neverSeen(), 1e-12);
    assertEquals(
        0.75 * 0.75 * 0.75, exposure(SizeBin.VOXELS_2_TO_9, SamplingRule.CASE).neverSeen(), 1e-12);
  }

  @Test
  void sharesAreOfTheVolumeAndOfThePatch() {
    assertEquals(19.0 / 300, statistics().cases().get(1).foregroundRatio(), 1e-12);
    assertEquals(17.0 / 24, size(SizeBin.VOXELS_10_TO_99).medianPatchShare(), 1e-12);
  }

  @Test
  void aLesionLargerThanThePatchFillsItAndNoMore() {
    assertEquals(1, of(index("a", instance(1, 60))).sizes().get(0).medianPatchShare());
  }

  @Test
  void theMedianOfAnEvenNumberIsTheLowerOfTheTwoInTheMiddle() {
    DatasetStatistics four =
        of(index("a", instance(1, 9), instance(2, 3), instance(3, 5), instance(4, 2)));
    assertEquals(3.0 / 24, four.sizes().get(0).medianPatchShare(), 1e-12);
    assertEquals(19, four.sizes().get(0).voxels());
  }

  @Test
  void casesAreCounted() {
    DatasetStatistics statistics = of(index("b", instance(1, 17), instance(2, 2)), index("a"));
    assertEquals(
        List.of(
            new DatasetStatistics.CaseCount("a", 0, 0, 300, 1, OptionalLong.empty()),
            new DatasetStatistics.CaseCount("b", 2, 19, 300, 1, OptionalLong.of(2))),
        statistics.cases());
    assertEquals(2, statistics.instances());
    assertEquals(19, statistics.foreground());
    assertEquals(600, statistics.voxels());
  }

  @Test
  void modalitiesWithOnePercentileAreListedByCaseInTheFilesIntensities() {
    assertEquals(
        List.of(new CoincidingPercentiles("a", "pet", 7), new CoincidingPercentiles("b", "pet", 7)),
        statistics().coinciding());
  }
}
