package org.ibengine.intensity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleTextTest {
  @Test
  void everyScaleHasItsText() {
    assertEquals(IntensityScale.prepared(), IntensityScale.parse("prepared"));
    assertEquals(
        IntensityScale.percentile(0.5, 99.5, VoxelSet.POSITIVE),
        IntensityScale.parse("percentile:0.5:99.5:positive"));
    assertEquals(
        IntensityScale.percentile(1, 99, VoxelSet.ALL), IntensityScale.parse("percentile:1:99"));
    assertEquals(IntensityScale.window(-1000, 400), IntensityScale.parse("window:-1000:400"));
    assertEquals(IntensityScale.zScore(VoxelSet.ALL), IntensityScale.parse("zscore"));
    assertEquals(IntensityScale.zScore(VoxelSet.LABEL), IntensityScale.parse("zscore:label"));
    assertEquals(
        IntensityScale.zScore(VoxelSet.POSITIVE).clipped(0.5, 99.5),
        IntensityScale.parse("zscore:positive:clip:0.5:99.5"));
    assertEquals(
        IntensityScale.zScore(VoxelSet.ALL).clipped(5, 95),
        IntensityScale.parse("zscore:clip:5:95"));
    assertEquals(IntensityScale.none(), IntensityScale.parse("none"));
    assertEquals(IntensityScale.nnunetCt(), IntensityScale.parse("nnunet-ct"));
    assertEquals(IntensityScale.nnunetMr(), IntensityScale.parse("nnunet-mr"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prepared",
        "percentile:0.5:99.5:positive",
        "percentile:1:99",
        "window:-1000:400.25",
        "zscore",
        "zscore:label",
        "zscore:clip:0.05:99.95",
        "zscore:positive:clip:1:99",
        "none",
        "nnunet-ct",
        "nnunet-mr"
      })
  void theTextOfWhatWasReadIsTheSame(String text) {
    assertEquals(text, IntensityScale.parse(text).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Prepared",
        "prepared:1",
        "percentile",
        "percentile:1",
        "percentile:1:x",
        "percentile:1:99:ALL",
        "percentile:1:99:all:1",
        "percentile:99:1",
        "percentile:1:101",
        "window:400:-1000",
        "window:1:1",
        "window:NaN:1",
        "window:0:Infinity",
        "zscore:",
        "zscore:clip",
        "zscore:clip:0.5",
        "zscore:all:clap:1:99",
        "zscore:clip:2:99",
        "zscore:clip:99:1",
        "none:",
        "nnunet"
      })
  void otherTextsAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> IntensityScale.parse(text));
  }

  @Test
  void theMessageSaysWhatIsAllowedAndWhatWasGiven() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> IntensityScale.parse("z-score"))
            .getMessage();
    assertTrue(message.contains("zscore[:VOXELS][:clip:LO:HI]"), message);
    assertTrue(message.endsWith("was z-score"), message);
  }
}
