package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.ibengine.index.Layout;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masks of 9 by 7 by 5 voxels: those 20 to 23 lie in one row, 100 alone. */
class OddLabelsTest {
  @TempDir private Path root;
  private OddCase item;

  @BeforeEach
  void addAModality() throws IOException {
    item = new OddCase(root);
    VoxelFiles.write(item.folder(), "T1.nii", VoxelType.INT16, i -> i);
  }

  private List<String> warnings(VoxelType type, IntToDoubleFunction label) throws IOException {
    VoxelFiles.write(item.folder(), "GT.nii", type, label);
    PrepareSummary summary = item.prepare(Layout.VOLUMES);
    assertEquals(List.of(), summary.failures());
    return summary.warnings().stream().map(CaseWarning::message).toList();
  }

  private static IntToDoubleFunction labels(Map<Integer, Double> labels) {
    return i -> labels.getOrDefault(i, 0.0);
  }

  private static IntToDoubleFunction row(double first, double rest) {
    return labels(Map.of(20, first, 21, rest, 22, rest, 23, rest, 100, 1.0));
  }

  @Test
  void labelsAbove255AreForegroundAsAnyOther() throws IOException {
    List<String> warnings = warnings(VoxelType.INT16, row(1007, 1007));
    assertEquals(Map.of(0f, 310, 1f, 5), item.tensor("label"));
    assertEquals(5, item.record(Layout.VOLUMES).index().foregroundVoxels());
    assertEquals(2, item.record(Layout.VOLUMES).index().instances().size());
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("GT.nii: labels go up to 1007"), warnings.get(0));
    assertTrue(warnings.get(0).contains("holds 1 for every label above 0"), warnings.get(0));
  }

  @Test
  void multiplesOf256StayForeground() throws IOException {
    warnings(VoxelType.INT32, row(256, 65536));
    assertEquals(Map.of(0f, 310, 1f, 5), item.tensor("label"));
  }

  @Test
  void theRecordTellsTheLargestLabel() throws IOException {
    warnings(VoxelType.INT16, row(300, 300));
    assertEquals(300, item.record(Layout.VOLUMES).largestLabel());
    Path json = item.output(Layout.VOLUMES).resolve("cases/p1/case.json");
    assertTrue(Files.readString(json).contains("\"largestLabel\""));
    warnings(VoxelType.INT16, row(255, 255));
    assertEquals(0, item.record(Layout.VOLUMES).largestLabel());
    assertTrue(!Files.readString(json).contains("\"largestLabel\""));
    assertEquals(4, item.tensor("label").get(255f));
  }

  @Test
  void labelPatchesHoldForegroundToo() throws IOException {
    VoxelFiles.write(item.folder(), "GT.nii", VoxelType.FLOAT64, row(512, 768));
    item.prepare(Layout.PATCHES);
    assertEquals(Map.of(0f, 310, 1f, 5), item.patch("label"));
  }

  @Test
  void componentsOfSeveralLabelsAreCountedAndNamed() throws IOException {
    List<String> warnings = warnings(VoxelType.UINT8, row(1, 2));
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(
        warnings.get(0).contains("GT.nii: 1 of 2 components holds several label values"),
        warnings.get(0));
    assertEquals(Map.of(0f, 310, 1f, 2, 2f, 3), item.tensor("label"));
  }

  @Test
  void componentsOfSeveralLabelsAreCountedAbove255Too() throws IOException {
    List<String> warnings = warnings(VoxelType.UINT16, row(300, 301));
    assertEquals(2, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("1 of 2 components holds several"), warnings.get(0));
    assertTrue(warnings.get(1).contains("up to 301"), warnings.get(1));
  }

  @Test
  void labelsThatRoundingLostAreOneLabel() throws IOException {
    assertEquals(List.of(), warnings(VoxelType.FLOAT64, row(1.0000000591, 0.9999998808)));
    assertEquals(Map.of(0f, 310, 1f, 5), item.tensor("label"));
  }

  @Test
  void componentsOfOneLabelEachAreNotNamed() throws IOException {
    assertEquals(List.of(), warnings(VoxelType.UINT8, row(7, 7)));
  }
}
