package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.ibengine.index.Layout;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.NanRule;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Voxels 0 to 104 are NaN, the others 5 to 215. */
class NanVoxelsTest {
  private static final IntToDoubleFunction PARTLY = i -> i < 105 ? Double.NaN : i - 100;

  @TempDir private Path root;
  private OddCase item;

  @BeforeEach
  void addMask() throws IOException {
    item = new OddCase(root);
    VoxelFiles.write(item.folder(), "GT.nii", VoxelType.UINT8, i -> i == 150 ? 1 : 0);
  }

  private void image(VoxelType type, IntToDoubleFunction raw) throws IOException {
    VoxelFiles.write(item.folder(), "T1.nii", type, raw);
  }

  private String refusal(NanRule rule) {
    return item.nan(rule).prepare(Layout.VOLUMES).failures().get(0).message();
  }

  private ModalityIndex prepared(NanRule rule) {
    assertEquals(List.of(), item.nan(rule).prepare(Layout.VOLUMES).failures());
    return item.record(Layout.VOLUMES).index().modalities().get(0);
  }

  @Test
  void theyAreRefusedByDefaultAndTheOptionIsNamed() throws IOException {
    image(VoxelType.FLOAT32, PARTLY);
    String message = refusal(NanRule.REFUSE);
    assertTrue(message.contains("T1.nii"), message);
    assertTrue(message.contains("105 of 315 are NaN or infinite (105 NaN, 0 infinite)"), message);
    assertTrue(message.contains("--nan zero"), message);
  }

  @ParameterizedTest
  @EnumSource(
      value = VoxelType.class,
      names = {"FLOAT32", "FLOAT64"})
  void zeroReplacesThemBeforePercentilesAreTaken(VoxelType type) throws IOException {
    image(type, PARTLY);
    ModalityIndex index = prepared(NanRule.ZERO);
    assertEquals(0, index.rawLow());
    assertEquals(105, item.tensor("T1").get(0f));
    assertFalse(item.tensor("T1").containsKey(Float.NaN));
    assertEquals(211, item.tensor("T1").size());
  }

  @Test
  void minReplacesThemByTheSmallestFiniteValue() throws IOException {
    image(VoxelType.FLOAT32, PARTLY);
    assertEquals(5, prepared(NanRule.MIN).rawLow());
    assertEquals(106, item.tensor("T1").get(5f));
  }

  @Test
  void underANegativeSlopeTheSmallestValueIsTheLargestRawVoxel() throws IOException {
    VoxelFiles.writeScaled(item.folder(), "T1.nii", VoxelType.FLOAT32, PARTLY, -1, 300);
    ModalityIndex index = prepared(NanRule.MIN);
    assertEquals(106, item.tensor("T1").get(214f));
    assertEquals(86, index.low());
  }

  @Test
  void inAScaledFileZeroIsTheValueNotTheRawVoxel() throws IOException {
    VoxelFiles.writeScaled(item.folder(), "T1.nii", VoxelType.FLOAT32, PARTLY, 2, 10);
    ModalityIndex index = prepared(NanRule.ZERO);
    assertEquals(105, item.tensor("T1").get(-5f));
    assertEquals(0, index.low());
  }

  @ParameterizedTest
  @EnumSource(NanRule.class)
  void infinitiesAreRefusedUnderEveryRule(NanRule rule) throws IOException {
    image(VoxelType.FLOAT32, i -> i == 3 ? Double.NEGATIVE_INFINITY : PARTLY.applyAsDouble(i));
    String message = refusal(rule);
    assertTrue(message.contains("105 of 315 are NaN or infinite (104 NaN, 1 infinite)"), message);
    assertTrue(message.contains("--nan is about NaN only"), message);
  }

  @Test
  void aVolumeOfNothingButNanHasNoMinimumAndIsConstantUnderZero() throws IOException {
    image(VoxelType.FLOAT32, i -> Double.NaN);
    assertTrue(refusal(NanRule.MIN).contains("has no finite voxel"));
    PrepareSummary summary = item.nan(NanRule.ZERO).prepare(Layout.VOLUMES);
    assertTrue(summary.warnings().get(0).message().contains("every voxel is 0.0"));
  }

  @Test
  void oneFiniteVoxelIsAbove() throws IOException {
    image(VoxelType.FLOAT32, i -> i == 9 ? 8 : Double.NaN);
    PrepareSummary summary = item.nan(NanRule.ZERO).prepare(Layout.PATCHES);
    assertTrue(summary.warnings().get(0).message().contains("values above it (up to 8.0)"));
    assertEquals(1, item.patch("T1").get(1f));
  }

  @Test
  void theRuleIsRecordedOnlyWhereItIsNotTheDefault() throws IOException {
    image(VoxelType.FLOAT32, i -> i);
    Path json = item.output(Layout.VOLUMES).resolve("dataset.json");
    prepared(NanRule.REFUSE);
    assertFalse(Files.readString(json).contains("nan"));
    String before = item.record(Layout.VOLUMES).optionsHash();
    assertEquals(List.of("p1"), item.nan(NanRule.ZERO).prepare(Layout.VOLUMES).prepared());
    assertTrue(Files.readString(json).contains("\"nan\""));
    assertNotEquals(before, item.record(Layout.VOLUMES).optionsHash());
    assertEquals(List.of("p1"), item.nan(NanRule.ZERO).prepare(Layout.VOLUMES).current());
  }
}
