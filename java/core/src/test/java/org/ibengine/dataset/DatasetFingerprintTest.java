package org.ibengine.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.dataset.DatasetFingerprint.Aspect;
import org.ibengine.dataset.DatasetFingerprint.Outlier;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.index.ModalityIndex;
import org.ibengine.intensity.IntensityStatistics;
import org.ibengine.intensity.ModalityIntensity;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class DatasetFingerprintTest {
  private final List<CaseIndex> cases = new ArrayList<>();

  /** Values from {@code low} to {@code high}; the two percentiles are these. */
  private static Optional<ModalityIntensity> values(double low, double high) {
    List<Double> percentiles = new ArrayList<>();
    for (double p : IntensityStatistics.PERCENTAGES) {
      percentiles.add(p < 50 ? low : high);
    }
    IntensityStatistics all =
        new IntensityStatistics(9, low, high, (low + high) / 2, 1, percentiles);
    return Optional.of(
        new ModalityIntensity(all, IntensityStatistics.EMPTY, IntensityStatistics.EMPTY));
  }

  private void add(String name, Affine affine, Optional<ModalityIntensity> intensity) {
    Geometry grid =
        new Geometry(
            new Size3(3, 5, 7),
            new Geometry.Spacing(affine.step(0), affine.step(1), affine.step(2)),
            affine);
    ModalityIndex ct = new ModalityIndex("CT", VoxelType.INT16, 1, 0, 0, 1, intensity);
    cases.add(new CaseIndex(name, grid, Connectivity.FACE_6, List.of(ct), List.of(), List.of()));
  }

  private DatasetFingerprint fingerprint() {
    return DatasetFingerprint.of(
        new DatasetIndex(CaseMeasure.usual(new Size3(3, 3, 3), List.of("CT")), cases));
  }

  private void addUsual() {
    add("a", Affine.scaling(1, 1, 2.5), values(-1000, 1000));
    add("b", Affine.scaling(1.04, 1, 2.5), values(-1010, 1100));
    add("c", Affine.scaling(1, 1, 2.6), values(-990, 1050));
    add("d", Affine.scaling(1, 1, 2.5), values(-1000, 1020));
  }

  @Test
  void casesThatVaryALittleAreAlike() {
    addUsual();
    assertEquals(List.of(), fingerprint().outliers());
    assertEquals("RAS", fingerprint().cases().get(0).stored().orientation());
    assertEquals(new Size3(3, 5, 7), fingerprint().cases().get(3).source().size());
  }

  @Test
  void anotherOrientationSpacingOrRangeIsMarked() {
    addUsual();
    add("flipped", Affine.scaling(-1, 1, 2.5), values(-1000, 1000));
    add("thick", Affine.scaling(1, 1, 5), values(-1000, 1000));
    add("shifted", Affine.scaling(1, 1, 2.5), values(0, 2000));
    assertEquals(
        List.of(
            new Outlier("flipped", Aspect.ORIENTATION, Optional.empty(), "LAS", "RAS"),
            new Outlier(
                "shifted", Aspect.RANGE, Optional.of("CT"), "0.0 to 2000.0", "-1000.0 to 1020.0"),
            new Outlier(
                "thick",
                Aspect.SPACING,
                Optional.empty(),
                "(1.0, 1.0, 5.0) mm",
                "(1.0, 1.0, 2.5) mm")),
        fingerprint().outliers());
  }

  @Test
  void numbersAreWrittenAsPeopleGaveThem() {
    double xy = 0.7f; // as a header holds it
    for (String name : List.of("a", "b", "c")) {
      add(name, Affine.scaling(xy, xy, 2.5), values(0.1f, 0.9f));
    }
    add("thick", Affine.scaling(xy, xy, 5), values(0.1f, 0.9f));
    add("wide", Affine.scaling(xy, xy, 2.5), values(0.1f, 5.3f));
    List<Outlier> found = fingerprint().outliers();
    assertEquals("(0.7, 0.7, 5.0) mm", found.get(0).found());
    assertEquals("(0.7, 0.7, 2.5) mm", found.get(0).usual());
    assertEquals("0.1 to 5.3", found.get(1).found());
    assertEquals("0.1 to 0.9", found.get(1).usual());
  }

  @Test
  void aDatasetThatVariesByItselfHasNoOutlier() {
    for (int i = 1; i <= 7; i++) {
      add("case" + i, Affine.scaling(1, 1, i), values(0, 100 * i));
    }
    assertEquals(List.of(), fingerprint().outliers());
  }

  @Test
  void ofTwoHalvesNeitherIsTheRest() {
    add("a", Affine.scaling(1, 1, 1), values(0, 1));
    add("b", Affine.scaling(-1, 1, 3), values(0, 1000));
    assertEquals(List.of(), fingerprint().outliers());
  }

  @Test
  void casesWithoutStatisticsHaveNoRange() {
    addUsual();
    add("old", Affine.scaling(1, 1, 2.5), Optional.empty());
    assertEquals(List.of(), fingerprint().outliers());
    assertTrue(fingerprint().cases().get(4).intensities().get("CT").isEmpty());
  }
}
