package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.ibengine.index.Layout;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.NanRule;
import org.ibengine.index.Rounding;
import org.ibengine.index.StoreRule;
import org.ibengine.intensity.IntensityStatistics;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --store uint16} makes of modalities of 315 voxels. */
class StoredUint16Test {
  /** 0.5, 3.5, … 939.5 and at last 131,070.5: a step of 2. */
  private static final IntToDoubleFunction WIDE = i -> i == 314 ? 131_070.5 : 3 * i + 0.5;

  @TempDir private Path root;
  private OddCase item;

  @BeforeEach
  void addMask() throws IOException {
    item = new OddCase(root).store(StoreRule.UINT16);
    VoxelFiles.write(item.folder(), "GT.nii", VoxelType.UINT8, i -> i == 150 ? 1 : 0);
  }

  private void image(VoxelType type, IntToDoubleFunction raw) throws IOException {
    VoxelFiles.write(item.folder(), "T1.nii", type, raw);
  }

  private PrepareSummary summary() {
    PrepareSummary summary = item.prepare(Layout.VOLUMES);
    assertEquals(List.of(), summary.failures());
    return summary;
  }

  private ModalityIndex prepared() {
    summary();
    return item.record(Layout.VOLUMES).index().modalities().get(0);
  }

  private String refusal() {
    return item.prepare(Layout.VOLUMES).failures().get(0).message();
  }

  private static Optional<Rounding> rounded(VoxelType from, double error) {
    return Optional.of(new Rounding(from, error));
  }

  @Test
  void floatsBecomeCodesAndTheRecordSaysWhichValuesTheyStandFor() throws IOException {
    image(VoxelType.FLOAT32, WIDE);
    ModalityIndex index = prepared();
    assertEquals(VoxelType.UINT16, index.type());
    assertEquals(2, index.slope());
    assertEquals(0.5, index.intercept());
    assertEquals(rounded(VoxelType.FLOAT32, 1), index.rounding());
    TreeMap<Float, Integer> codes = item.tensor("T1");
    assertEquals(315, codes.values().stream().mapToInt(count -> count).sum());
    assertEquals(65_535, codes.lastKey());
    assertEquals(1, codes.get(3f)); // of value 6.5
    assertEquals(1, codes.get(2f)); // of value 3.5, half a step below and above
  }

  @Test
  void percentilesAndStatisticsAreThoseOfWhatIsStored() throws IOException {
    image(VoxelType.FLOAT32, WIDE);
    ModalityIndex index = prepared();
    // ranks 3.14 and 310.86 of the codes 0, 2, 3, 4, 6 … 465, 466 …
    assertEquals(4 + 0.14 * 2, index.rawLow(), 1e-9);
    assertEquals(465 + 0.86 * 1, index.rawHigh(), 1e-9);
    assertEquals(2 * index.rawLow() + 0.5, index.low());
    IntensityStatistics all = index.intensity().get().all();
    assertEquals(0.5, all.min());
    assertEquals(131_070.5, all.max());
    IntensityStatistics label = index.intensity().get().label();
    assertEquals(450.5, label.mean()); // voxel 150, code 225
  }

  @Test
  void aNegativeSlopeOfTheFileIsGone() throws IOException {
    VoxelFiles.writeScaled(item.folder(), "T1.nii", VoxelType.FLOAT64, WIDE, -0.5f, 10);
    ModalityIndex index = prepared();
    assertEquals(1, index.slope());
    assertEquals(-65_525, index.intercept()); // values reach from −65,525.25 to 9.75
    assertEquals(rounded(VoxelType.FLOAT64, 0.25), index.rounding());
    assertTrue(index.rawLow() < index.rawHigh());
  }

  @Test
  void wholeNumbersAndConstantVolumesLoseNothing() throws IOException {
    image(VoxelType.FLOAT32, i -> i - 20);
    ModalityIndex index = prepared();
    assertEquals(rounded(VoxelType.FLOAT32, 0), index.rounding());
    assertEquals(1, index.slope());
    assertEquals(-20, index.intercept());
    image(VoxelType.FLOAT64, i -> 0.1);
    PrepareSummary summary = summary();
    assertTrue(summary.warnings().get(0).message().contains("every voxel is 0.1"));
    assertEquals(
        rounded(VoxelType.FLOAT64, 0),
        item.record(Layout.VOLUMES).index().modalities().get(0).rounding());
  }

  @Test
  void modalitiesOfWholeNumbersAndLabelsStayAsTheyAre() throws IOException {
    VoxelFiles.writeScaled(item.folder(), "T1.nii", VoxelType.INT16, i -> i, 0.5f, 3);
    ModalityIndex index = prepared();
    assertEquals(VoxelType.INT16, index.type());
    assertEquals(0.5, index.slope());
    assertEquals(Optional.empty(), index.rounding());
    assertEquals(1, item.tensor("label").get(1f));
  }

  @Test
  void nanIsReplacedFirstAndOtherwiseRefused() throws IOException {
    IntToDoubleFunction partly = i -> i < 105 ? Double.NaN : WIDE.applyAsDouble(i);
    image(VoxelType.FLOAT32, partly);
    String message = refusal();
    assertTrue(message.contains("T1.nii: voxels must be finite, 105 of 315"), message);
    item.nan(NanRule.ZERO);
    ModalityIndex index = prepared();
    assertEquals(131_070.5 / 65_535, index.slope());
    assertEquals(0, index.intercept());
    assertEquals(105, item.tensor("T1").get(0f));
    item.nan(NanRule.MIN);
    assertEquals(315.5, prepared().intercept());
    assertEquals(106, item.tensor("T1").get(0f));
    image(VoxelType.FLOAT32, i -> i == 3 ? Double.POSITIVE_INFINITY : i);
    assertTrue(refusal().contains("1 infinite"), refusal());
  }

  @Test
  void whatCodesCannotStandForIsRefusedAndTheFileNamed() throws IOException {
    image(VoxelType.FLOAT64, i -> i * 1e-40);
    String message = refusal();
    assertTrue(message.contains("T1.nii: values must be equal or differ by at least"), message);
    image(VoxelType.FLOAT64, i -> i * 1e40);
    assertTrue(refusal().contains("T1.nii: values must fit float32"), refusal());
  }

  @Test
  void theSummarySaysHowMuchWasRounded() throws IOException {
    image(VoxelType.FLOAT32, WIDE);
    PrepareSummary.Rounded rounded = new PrepareSummary.Rounded("T1", VoxelType.UINT16, 1, 1);
    assertEquals(List.of(rounded), summary().content().rounded());
    PrepareSummary again = summary();
    assertEquals(List.of("p1"), again.current());
    assertEquals(List.of(rounded), again.content().rounded());
  }

  @Test
  void theOptionIsRecordedOnlyWhereItWasGivenAndOlderReadersRefuseTheFolder() throws IOException {
    image(VoxelType.FLOAT32, WIDE);
    Path json = item.output(Layout.VOLUMES).resolve("dataset.json");
    Path record = item.output(Layout.VOLUMES).resolve("cases/p1/case.json");
    item.store(StoreRule.AUTO).prepare(Layout.VOLUMES);
    assertFalse(Files.readString(json).contains("store"));
    assertFalse(Files.readString(record).contains("rounded"));
    assertTrue(Files.readString(json).contains("\"formatVersion\": 2"));
    String before = item.record(Layout.VOLUMES).optionsHash();
    assertEquals(List.of("p1"), item.store(StoreRule.UINT16).prepare(Layout.VOLUMES).prepared());
    assertTrue(Files.readString(json).contains("\"store\": \"uint16\""));
    assertTrue(Files.readString(json).contains("\"formatVersion\": 6"));
    assertTrue(Files.readString(record).contains("\"formatVersion\": 2"));
    assertNotEquals(before, item.record(Layout.VOLUMES).optionsHash());
  }

  @Test
  void patchesAreStoredNormalisedSoTheOptionIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> item.prepare(Layout.PATCHES))
            .getMessage();
    assertTrue(message.contains("--store goes with --layout volumes"), message);
  }
}
