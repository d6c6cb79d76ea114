package org.ibengine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.intensity.IntensityScale;
import org.ibengine.intensity.IntensityStatistics;
import org.ibengine.intensity.ModalityIntensity;
import org.ibengine.intensity.VoxelSet;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class ModalityScalesTest {
  private static final Size3 SIZE = new Size3(3, 5, 7);
  private static final float MOST = Float.MAX_VALUE;

  private static IntensityStatistics statistics(double first, double mean, double sd) {
    List<Double> percentiles = new ArrayList<>();
    for (int i = 0; i < IntensityStatistics.PERCENTAGES.size(); i++) {
      percentiles.add(first + i); // 0.5 is first + 1, 99.5 first + 11
    }
    return new IntensityStatistics(9, first - 1, first + 99, mean, sd, percentiles);
  }

  private static final ModalityIntensity KNOWN =
      new ModalityIntensity(statistics(-40, 10, 4), statistics(1, 20, 8), statistics(50, 60, 16));

  private static ModalityIndex ct(double slope, double intercept) {
    return new ModalityIndex("CT", VoxelType.INT16, slope, intercept, 3, 11, Optional.of(KNOWN));
  }

  private static CaseIndex item(String name, ModalityIndex modality) {
    return new CaseIndex(
        name,
        new Geometry(SIZE, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1)),
        Connectivity.FACE_6,
        List.of(modality),
        List.of(),
        List.of());
  }

  private static DatasetIndex index(CaseIndex... cases) {
    return new DatasetIndex(
        new DatasetOptions(
            Layout.VOLUMES,
            SIZE,
            SIZE,
            1,
            Connectivity.FACE_6,
            new PercentileRange(2, 98),
            List.of("CT"),
            GridTolerance.DEFAULT,
            NanRule.REFUSE),
        List.of(cases));
  }

  private static RawScale scale(IntensityScale chosen, ModalityIndex modality) {
    CaseIndex item = item("a", modality);
    return ModalityScales.of(index(item), IntensityChoice.PREPARED.others(chosen), List.of("CT"))
        .of("a", modality);
  }

  @Test
  void thePreparedScaleIsBetweenTheRawPercentiles() {
    assertEquals(new RawScale(3, 8, 0, 1), scale(IntensityScale.prepared(), ct(1, 0)));
    assertEquals(
        scale(IntensityScale.prepared(), ct(0.3, 0.7)),
        scale(IntensityScale.percentile(2, 98, VoxelSet.ALL), ct(0.3, 0.7)));
  }

  @Test
  void recordedPercentilesAndWindowsAreInValues() {
    assertEquals(
        new RawScale(2, 10, 0, 1),
        scale(IntensityScale.percentile(0.5, 99.5, VoxelSet.POSITIVE), ct(1, 0)));
    assertEquals(
        new RawScale(24, 700, 0, 1), scale(IntensityScale.window(-1000, 400), ct(2, -1048)));
    assertEquals(
        new RawScale(1000, -1400, 0, 1), scale(IntensityScale.window(-1000, 400), ct(-1, 0)));
  }

  @Test
  void aZScoreSubtractsTheMeanAndDividesByTheSd() {
    assertEquals(
        new RawScale(10, 4, -MOST, MOST), scale(IntensityScale.zScore(VoxelSet.ALL), ct(1, 0)));
    assertEquals(new RawScale(10, 4, -MOST, MOST), scale(IntensityScale.nnunetMr(), ct(1, 0)));
    assertEquals(
        new RawScale(15, -4, -MOST, MOST),
        scale(IntensityScale.zScore(VoxelSet.POSITIVE), ct(-2, 50)));
    // clipped to the label's 51 and 61: (51 − 60) / 16 and (61 − 60) / 16
    assertEquals(
        new RawScale(60, 16, -0.5625f, 0.0625f),
        scale(IntensityScale.zScore(VoxelSet.LABEL).clipped(0.5, 99.5), ct(1, 0)));
  }

  @Test
  void anSdOfZeroDividesByTheSmallestThatIsAllowed() {
    ModalityIndex flat =
        ct(1, 0)
            .intensity(
                Optional.of(
                    new ModalityIntensity(
                        statistics(-40, 10, 0),
                        IntensityStatistics.EMPTY,
                        IntensityStatistics.EMPTY)));
    assertEquals(1e-8f, scale(IntensityScale.nnunetMr(), flat).divide());
  }

  @Test
  void noNormalisationGivesTheValues() {
    assertEquals(new RawScale(0, 1, -MOST, MOST), scale(IntensityScale.none(), ct(1, 0)));
    assertEquals(new RawScale(512, 0.5f, -MOST, MOST), scale(IntensityScale.none(), ct(2, -1024)));
  }

  @Test
  void nnunetCtTakesTheLabelsOfAllCases() {
    // a: 9 voxels, mean 60, sd 16; b: 9 voxels, mean 80, sd 0
    ModalityIndex other =
        ct(1, 0)
            .intensity(
                Optional.of(
                    new ModalityIntensity(KNOWN.all(), KNOWN.positive(), statistics(50, 80, 0))));
    ModalityScales scales =
        ModalityScales.of(
            index(item("a", ct(1, 0)), item("b", other)),
            IntensityChoice.PREPARED.with("CT", IntensityScale.nnunetCt()),
            List.of("CT"));
    RawScale scale = scales.of("a", ct(1, 0));
    assertEquals(70, scale.subtract());
    assertEquals((float) Math.sqrt(128 + 100), scale.divide());
    assertEquals((51 - 70) / Math.sqrt(228), scale.low(), 1e-6);
    assertEquals((61 - 70) / Math.sqrt(228), scale.high(), 1e-6);
    assertEquals(scale, scales.of("b", other));
  }

  @Test
  void whatARecordLacksIsNamedWithTheRemedy() {
    ModalityIndex old = ct(1, 0).intensity(Optional.empty());
    assertEquals(new RawScale(3, 8, 0, 1), scale(IntensityScale.prepared(), old));
    refused(IntensityScale.nnunetCt(), old, "case a", "CT", "ib prepare again with --force");
    refused(IntensityScale.zScore(VoxelSet.ALL), old, "case a", "ib prepare again with --force");
    refused(
        IntensityScale.percentile(3, 97, VoxelSet.ALL), ct(1, 0), "99.95", "was 3", "percentile:3");
    ModalityIndex empty = ct(1, 0).intensity(Optional.of(KNOWN.label(IntensityStatistics.EMPTY)));
    refused(IntensityScale.zScore(VoxelSet.LABEL), empty, "label voxels", "case a");
    refused(IntensityScale.nnunetCt(), empty, "no case has any");
    refused(IntensityScale.window(0, 1), ct(1e-45, 0), "fit float32");
  }

  private static void refused(IntensityScale scale, ModalityIndex modality, String... parts) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> scale(scale, modality)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void aModalityThatIsNotThereIsRefusedWithTheNamesThatAre() {
    IntensityChoice choice = IntensityChoice.PREPARED.with("PET", IntensityScale.none());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ModalityScales.of(index(), choice, List.of("CT", "T1")))
            .getMessage();
    assertEquals("a normalisation is given for modality PET, the modalities are [CT, T1]", message);
  }

  @Test
  void aStepThatIsMirroredLiesBelow() {
    assertEquals(new RawScale(7, 0, 0, 1), RawScale.between(7, 7, false));
    assertEquals(new RawScale(7, Math.nextDown(7f) - 7, 0, 1), RawScale.between(7, 7, true));
    assertEquals(new RawScale(MOST, 0, 0, 1), RawScale.between(-MOST, -MOST, true));
  }
}
