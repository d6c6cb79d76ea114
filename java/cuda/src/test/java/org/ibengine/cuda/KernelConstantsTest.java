package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.backend.WarpLayout;
import org.ibengine.conformance.AbiHeader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What launches repeat of ib_cuda.h: every constant of the header, so that none can be left out.
 */
class KernelConstantsTest {
  private static AbiHeader header;

  @BeforeAll
  static void read() throws IOException {
    header = AbiHeader.read("cuda/include/ib/ib_cuda.h");
  }

  @Test
  void everyConstantIsThatOfTheHeader() {
    Map<String, Integer> ours = new TreeMap<>();
    ours.put("IB_GATHER_THREADS", PatchTable.THREADS);
    ours.put("IB_GATHER_CHUNK", PatchTable.CHUNK);
    ours.put("IB_GATHER_TURNED_ROWS", PatchTable.TURNED_ROWS);
    ours.put("IB_GATHER_FROM_HOST", PatchTable.FROM_HOST);
    ours.put("IB_GATHER_BRICKS", BrickTiles.BRICKS);
    ours.put("IB_GATHER_BRICK_ROWS", BrickTiles.BRICK_ROWS);
    ours.put("IB_GATHER_TURNED_BRICKS", BrickTiles.TURNED_BRICKS);
    ours.put("IB_WEIGHT_THREADS", WeightTable.THREADS);
    ours.put("IB_WEIGHT_ROWS", WeightTable.ROWS);
    ours.put("IB_WARP_THREADS", WarpTable.THREADS);
    ours.put("IB_WARP_ROWS", WarpTable.ROWS);
    ours.put("IB_SPLINE_POINTS", WarpTable.SPLINE_POINTS);
    ours.put("IB_INTENSITY_THREADS", IntensityTable.THREADS);
    ours.put("IB_INTENSITY_TILE", IntensityTable.TILE);
    ours.put("IB_INTENSITY_ROWS", IntensityTable.ROWS);
    ours.put("IB_STATISTICS_THREADS", IntensityTable.STATISTICS_THREADS);
    ours.put("IB_RESAMPLE_THREADS", ResampleKernel.THREADS);
    ours.put("IB_LABEL_THREADS", LabelKernels.THREADS);
    ours.put("IB_LABEL_TILE", LabelKernels.TILE);
    ours.put("IB_LABEL_BATCH", LabelKernels.BATCH);
    ours.put("IB_LABEL_CHUNK", LabelKernels.CHUNK);
    ours.put("IB_LABEL_SCAN", LabelKernels.SCAN);
    ours.put("IB_PERCENTILES_THREADS", PercentileKernels.THREADS);
    ours.put("IB_PERCENTILES_SELECT_THREADS", PercentileKernels.SELECT_THREADS);
    ours.put("IB_PERCENTILES_MAX_BRACKETS", PercentileBrackets.MOST);
    ours.put("IB_PERCENTILES_DIRECT", PercentileKernels.DIRECT);
    ours.put("IB_PERCENTILES_SAMPLE", PercentileKernels.SAMPLE);
    ours.put("IB_PERCENTILES_DIGIT_BITS", PercentileKernels.DIGIT_BITS);
    ours.put("IB_PERCENTILES_DIGITS", PercentileKernels.DIGITS);
    ours.put("IB_CUDA_KEY64", PercentileKernels.KEY64);
    Map<String, Integer> theirs = new TreeMap<>(header.values());
    theirs.remove("IB_PERCENTILES_WINDOW_STEP"); // the next test's
    theirs.remove("IB_PERCENTILES_MAX_WINDOW");
    assertEquals(theirs, ours);
  }

  @Test
  void windowOf16BitHistogramsIsAPowerOfTwoThatTheKernelTakes() {
    assertEquals(1, Integer.bitCount(PercentileKernels.WINDOW));
    assertTrue(PercentileKernels.WINDOW >= header.value("IB_PERCENTILES_WINDOW_STEP"));
    assertTrue(PercentileKernels.WINDOW <= header.value("IB_PERCENTILES_MAX_WINDOW"));
  }

  @Test
  void keysOf32BitsHaveTheCodeOfTheHeaderOfTheCpu() throws IOException {
    assertEquals(
        AbiHeader.read("cpp/include/ib/ib_cpu.h").value("IB_UINT32"), PercentileKernels.KEY32);
  }

  @Test
  void versionIsThatOfTheHeader() {
    assertEquals(header.macro("IB_CUDA_ABI_VERSION"), KernelImage.VERSION);
  }

  @Test
  void structuresHaveTheSizesAndOffsetsOfTheHeader() {
    assertEquals(header.bytes("ib_cuda_patch"), PatchTable.PATCH_BYTES);
    assertEquals(header.bytes("ib_cuda_weight_patch"), WeightTable.PATCH_BYTES);
    assertEquals(header.bytes("ib_cuda_warp"), WarpTable.PATCH_BYTES);
    assertEquals(header.bytes("ib_cuda_spline"), WarpLayout.SPLINE_BYTES);
    assertEquals(header.offset("ib_cuda_warp", "box"), WarpLayout.BYTES);
    assertEquals(header.bytes("ib_cuda_row_sums"), IntensityTable.ROW_BYTES);
    assertEquals(header.bytes("ib_cuda_statistics"), IntensityTable.STATISTICS_BYTES);
    assertEquals(header.bytes("ib_cuda_selection"), PercentileKernels.SELECTION_BYTES);
    assertEquals(header.bytes("ib_cuda_component"), ComponentTable.COMPONENT_BYTES);
    assertEquals(0, header.offset("ib_cuda_component", "voxels"));
    assertEquals(header.offset("ib_cuda_component", "sum"), ComponentTable.SUMS);
    assertEquals(header.offset("ib_cuda_component", "begin"), ComponentTable.BEGIN);
    assertEquals(header.offset("ib_cuda_component", "last"), ComponentTable.LAST);
    assertEquals(header.bytes("ib_cuda_label_counts"), LabelKernels.COUNTS_BYTES);
    assertEquals(header.offset("ib_cuda_label_counts", "run_count"), LabelKernels.RUN_COUNT);
    assertEquals(
        header.offset("ib_cuda_label_counts", "component_count"), LabelKernels.COMPONENT_COUNT);
    assertEquals(header.offset("ib_cuda_label_counts", "next_task"), LabelKernels.NEXT_TASK);
  }
}
