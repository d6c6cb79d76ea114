package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.index.Layout;
import org.ibengine.plan.Augmentation;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 315 voxels, of which the 1st and the 99th percentile are one number. */
class CoincidingPercentilesTest {
  @TempDir private Path root;
  private OddCase item;

  @BeforeEach
  void addMaskAndAnOrdinaryModality() throws IOException {
    item = new OddCase(root);
    VoxelFiles.write(item.folder(), "GT.nii", VoxelType.UINT8, i -> i == 150 ? 1 : 0);
    VoxelFiles.write(item.folder(), "T1.nii", VoxelType.INT16, i -> i);
  }

  private String onlyWarning(IntToDoubleFunction raw, float slope, float intercept)
      throws IOException {
    VoxelFiles.writeScaled(item.folder(), "PRIOR.nii", VoxelType.FLOAT32, raw, slope, intercept);
    List<CaseWarning> warnings = item.prepare(Layout.PATCHES).warnings();
    assertEquals(1, warnings.size(), warnings.toString());
    assertEquals("p1", warnings.get(0).caseName());
    assertTrue(warnings.get(0).message().startsWith("modality PRIOR: "), warnings.toString());
    return warnings.get(0).message();
  }

  @Test
  void aSparseChannelKeepsWhatIsAbove() throws IOException {
    String warning = onlyWarning(i -> i % 150 == 7 ? 0.25 * (i + 1) : 0, 1, 0);
    assertEquals(Map.of(0f, 312, 1f, 3), item.patch("PRIOR"));
    assertTrue(
        warning.contains(
            "percentiles 1 and 99 are both 0.0, values above it (up to 77.0) become 1, all"
                + " others 0"),
        warning);
  }

  @Test
  void whatIsBelowIsZeroAsTheRest() throws IOException {
    String warning = onlyWarning(i -> i < 2 ? -5 : 3, 1, 0);
    assertEquals(Map.of(0f, 315), item.patch("PRIOR"));
    assertTrue(warning.contains("no value is above it, all become 0 (smallest: -5.0)"), warning);
  }

  @Test
  void aConstantVolumeIsZeroAndNamed() throws IOException {
    String warning = onlyWarning(i -> 4, 1, 0.5f);
    assertEquals(Map.of(0f, 315), item.patch("PRIOR"));
    assertTrue(warning.contains("every voxel is 4.5, all become 0"), warning);
  }

  @Test
  void underANegativeSlopeAboveIsBelowInRawVoxels() throws IOException {
    String warning = onlyWarning(i -> i < 2 ? -5 : i == 2 ? 9 : 3, -2, 10);
    assertEquals(Map.of(0f, 313, 1f, 2), item.patch("PRIOR"));
    assertTrue(warning.contains("are both 4.0, values above it (up to 20.0)"), warning);
  }

  @Test
  void anEngineOnWholeVolumesStepsTheSameWay() throws IOException {
    for (float slope : new float[] {1, -2}) {
      VoxelFiles.writeScaled(
          item.folder(),
          "PRIOR.nii",
          VoxelType.FLOAT32,
          i -> i < 2 ? -5 : i > 311 ? 9 : 3,
          slope,
          1);
      assertEquals(1, item.prepare(Layout.VOLUMES).warnings().size());
      EngineOptions options =
          EngineOptions.defaults()
              .backend("reference")
              .modalities("PRIOR")
              .patchSize(9, 7, 5)
              .batchSize(1)
              .negativesPerPositive(0)
              .augmentation(Augmentation.NONE);
      try (IbEngine engine = IbEngine.open(item.output(Layout.VOLUMES), options);
          Epoch epoch = engine.epoch(1)) {
        ByteBuffer image = epoch.iterator().next().image().bytes(0, 4 * 315);
        for (int i = 0; i < 315; i++) {
          boolean above = slope > 0 ? i > 311 : i < 2;
          assertEquals(above ? 1 : 0, image.getFloat(4 * i), "slope " + slope + " voxel " + i);
        }
      }
    }
  }

  @Test
  void theRecordTellsWhichModalitiesTheyAre() throws IOException {
    onlyWarning(i -> i < 2 ? 1 : 0, 1, 0);
    assertEquals(
        List.of(true, false),
        item.record(Layout.PATCHES).index().modalities().stream()
            .map(modality -> modality.percentilesCoincide())
            .toList());
  }

  @Test
  void percentilesThatDifferBelowFloat32CoincideToo() throws IOException {
    VoxelFiles.write(
        item.folder(), "PRIOR.nii", VoxelType.FLOAT64, i -> i < 157 ? 1 : i == 157 ? 2 : 1 + 1e-12);
    assertEquals(1, item.prepare(Layout.PATCHES).warnings().size());
    assertEquals(Map.of(0f, 314, 1f, 1), item.patch("PRIOR"));
  }

  @Test
  void percentilesTooFarApartForFloat32AreRefused() throws IOException {
    VoxelFiles.write(item.folder(), "PRIOR.nii", VoxelType.FLOAT32, i -> i % 2 == 0 ? -3e38 : 3e38);
    String message = item.prepare(Layout.PATCHES).failures().get(0).message();
    assertTrue(message.contains("PRIOR.nii"), message);
    assertTrue(message.contains("must differ by less than float32 holds"), message);
  }

  @Test
  void denormalPercentilesGiveFiniteValues() throws IOException {
    VoxelFiles.write(
        item.folder(), "PRIOR.nii", VoxelType.FLOAT32, i -> i % 2 == 0 ? 0 : Float.MIN_VALUE);
    assertEquals(List.of(), item.prepare(Layout.PATCHES).warnings());
    assertEquals(Map.of(0f, 158, 1f, 157), item.patch("PRIOR"));
  }
}
