package org.ibengine.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.synth.PhantomOptions.RadiusRange;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhantomOptionsTest {
  private static PhantomOptions with(List<String> modalities, VoxelType type, int lesions) {
    return new PhantomOptions(
        new Size3(3, 5, 7),
        new Spacing(1, 1, 1),
        modalities,
        type,
        lesions,
        new RadiusRange(1, 2),
        0);
  }

  private static String refusal(List<String> modalities, VoxelType type, int lesions) {
    return assertThrows(IllegalArgumentException.class, () -> with(modalities, type, lesions))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GT", "gt_old", "T1_w", "", "a/b", ".hidden"})
  void namesThatAreNoModalityFileAreRefused(String name) {
    assertEquals(
        "a modality name takes letters, digits, '.' and '-' and must not start with gt, was "
            + name,
        refusal(List.of("T1", name), VoxelType.INT16, 0));
  }

  @Test
  void duplicateNamesAreRefused() {
    assertEquals(
        "modality names must differ, were [T1, T1]",
        refusal(List.of("T1", "T1"), VoxelType.INT16, 0));
  }

  @Test
  void aPhantomWithoutModalitiesIsRefused() {
    assertEquals(
        "a phantom needs at least one modality, got none", refusal(List.of(), VoxelType.INT16, 0));
  }

  @Test
  void otherVoxelTypesAreRefused() {
    assertEquals(
        "phantom voxels must be INT16, UINT16 or FLOAT32, was UINT8",
        refusal(List.of("T1"), VoxelType.UINT8, 0));
  }

  @Test
  void sizesThatNoFileHoldsAndSpacingsThatNoScannerHasAreRefused() {
    RadiusRange radii = new RadiusRange(1, 2);
    Spacing cubic = new Spacing(1, 1, 1);
    Size3 small = new Size3(3, 5, 7);
    for (Size3 size : List.of(new Size3(32_768, 1, 1), new Size3(1, 1, Integer.MAX_VALUE))) {
      String message = refusal(size, cubic, radii);
      assertTrue(message.contains("32767") && message.endsWith(size.toString()), message);
    }
    assertTrue(refusal(small, new Spacing(1, 1 / 0.0, 1), radii).contains("Infinity"));
    assertTrue(refusal(small, new Spacing(1, 1, 1e308), radii).contains("1.0E308"));
  }

  private static String refusal(Size3 size, Spacing spacing, RadiusRange radii) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> new PhantomOptions(size, spacing, List.of("T1"), VoxelType.INT16, 1, radii, 0))
        .getMessage();
  }

  @Test
  void radiiMustAscend() {
    var error = assertThrows(IllegalArgumentException.class, () -> new RadiusRange(3, 2));
    assertEquals(
        "lesion radii must be positive and ascending, were 3.0 and 2.0 mm", error.getMessage());
  }
}
