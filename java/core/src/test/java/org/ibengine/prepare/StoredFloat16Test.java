package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.ibengine.index.Layout;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.NanRule;
import org.ibengine.index.Rounding;
import org.ibengine.index.StoreRule;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --store float16} makes of a modality of 315 voxels. */
class StoredFloat16Test {
  /** 0, 8.25, 16.5, … 2,590.5: from 2,048 on, halves are 2 apart. */
  private static final IntToDoubleFunction QUARTERS = i -> 8.25 * i;

  @TempDir private Path root;
  private OddCase item;

  @BeforeEach
  void addMask() throws IOException {
    item = new OddCase(root).store(StoreRule.FLOAT16);
    VoxelFiles.write(item.folder(), "GT.nii", VoxelType.UINT8, i -> i == 150 ? 1 : 0);
  }

  private ModalityIndex prepared() {
    assertEquals(List.of(), item.prepare(Layout.VOLUMES).failures());
    return item.record(Layout.VOLUMES).index().modalities().get(0);
  }

  @Test
  void valuesAreTheNearestHalvesAndMeasuredFromThem() throws IOException {
    VoxelFiles.write(item.folder(), "T1.nii", VoxelType.FLOAT32, QUARTERS);
    ModalityIndex index = prepared();
    assertEquals(VoxelType.FLOAT16, index.type());
    assertEquals(1, index.slope());
    assertEquals(0, index.intercept());
    assertEquals(
        Optional.of(new Rounding(VoxelType.FLOAT32, 1)), index.rounding()); // 2,061 … 2,557
    assertEquals(0.86 * 24.75 + 0.14 * 33, index.rawLow(), 1e-9); // ranks 3 and 4: 24.75 and 33
    assertEquals(1238, index.intensity().get().label().mean()); // voxel 150: of 1,237.5
    assertEquals(2590, index.intensity().get().all().max()); // of 2,590.5
    Path out = item.output(Layout.VOLUMES);
    assertTrue(Files.readString(out.resolve("dataset.json")).contains("\"store\": \"float16\""));
    assertTrue(
        Files.readString(out.resolve("cases/p1/case.json")).contains("\"formatVersion\": 6"));
    assertEquals(List.of(), DatasetVerifier.verify(out).problems());
    assertEquals(List.of("p1"), item.prepare(Layout.VOLUMES).current());
  }

  @Test
  void wholeNumbersAreStoredAsTheyAreUnderUint16() throws IOException {
    VoxelFiles.write(item.folder(), "T1.nii", VoxelType.FLOAT64, i -> 9 * i - 40);
    ModalityIndex index = prepared();
    assertEquals(VoxelType.UINT16, index.type());
    assertEquals(-40, index.intercept());
    assertEquals(Optional.of(new Rounding(VoxelType.FLOAT64, 0)), index.rounding());
    assertTrue(
        Files.readString(item.output(Layout.VOLUMES).resolve("cases/p1/case.json"))
            .contains("\"formatVersion\": 2"));
  }

  @Test
  void nanIsReplacedFirst() throws IOException {
    VoxelFiles.write(
        item.folder(),
        "T1.nii",
        VoxelType.FLOAT32,
        i -> i < 5 ? Double.NaN : QUARTERS.applyAsDouble(i));
    item.nan(NanRule.MIN);
    assertEquals(VoxelType.FLOAT16, prepared().type());
    assertEquals(41.25, prepared().intensity().get().all().min());
  }

  @Test
  void valuesBeyondTheLargestHalfAreRefusedAndTheFileNamed() throws IOException {
    VoxelFiles.write(item.folder(), "T1.nii", VoxelType.FLOAT32, i -> i == 9 ? -70_000 : 0.25 * i);
    PrepareSummary summary = item.prepare(Layout.VOLUMES);
    assertEquals("p1", summary.failures().get(0).caseName());
    String message = summary.failures().get(0).message();
    assertTrue(message.contains("T1.nii: values must lie within ±65504"), message);
    assertTrue(message.contains("use --store uint16"), message);
  }
}
