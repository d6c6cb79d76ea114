package org.ibengine.evaluation.overlap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against {@code overlap.json}, which scipy made, and the scores of a published study. */
class OverlapOracleTest {
  private static final double TOLERANCE = 1e-12; // order of summation

  private final ReferenceBackend backend = new ReferenceBackend();

  private static JsonNode read(String name) throws IOException {
    try (InputStream file = OverlapOracleTest.class.getResourceAsStream("/overlap/" + name)) {
      return new ObjectMapper().readTree(file);
    }
  }

  static List<JsonNode> cases() throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    read("overlap.json").forEach(cases::add);
    assertFalse(cases.isEmpty());
    return cases;
  }

  private static Geometry grid(JsonNode item) {
    JsonNode size = item.get("size");
    JsonNode mm = item.get("spacing");
    double x = mm.get(0).asDouble();
    double y = mm.get(1).asDouble();
    double z = mm.get(2).asDouble();
    return new Geometry(
        new Size3(size.get(0).asInt(), size.get(1).asInt(), size.get(2).asInt()),
        new Geometry.Spacing(x, y, z),
        Affine.scaling(x, y, z));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scoresAndLesionsAreThoseOfScipy(JsonNode item) {
    Geometry grid = grid(item);
    MadeUpMasks masks = MadeUpMasks.of(item.get("name").asText(), grid.size());
    OverlapEvaluator evaluator =
        new OverlapEvaluator(
            backend, Connectivity.CORNER_26, item.get("tolerance").asDouble(), List.of());
    TrueMasks truth = TrueMasks.ofLabels(volume(masks.truth()), grid);
    CaseOverlap found = evaluator.evaluate("a", truth, volume(masks.prediction()));
    assertEquals(1, found.classes().size());
    ClassOverlap only = found.classes().get(0);
    assertEquals("foreground", only.name());
    compare(item, only.masks());
    compare(item.get("lesions"), only.lesions());
  }

  private static void compare(JsonNode item, MaskScores found) {
    assertEquals(item.get("truthVoxels").asLong(), found.truthVoxels());
    assertEquals(item.get("predictionVoxels").asLong(), found.predictionVoxels());
    assertEquals(item.get("sharedVoxels").asLong(), found.sharedVoxels());
    same(item.get("dice"), found.dice());
    same(item.get("absDiff"), found.absoluteDifference());
    JsonNode surface = item.get("surface");
    same(surface.get("hausdorff"), found.surface().hausdorff());
    same(surface.get("hausdorff95"), found.surface().hausdorff95());
    same(surface.get("hausdorffMm"), found.surface().hausdorffMm());
    same(surface.get("hausdorff95Mm"), found.surface().hausdorff95Mm());
    same(surface.get("meanMm"), found.surface().meanMm());
    same(surface.get("dice"), found.surface().dice());
  }

  private static void same(JsonNode expected, double found) {
    if (expected.isNull()) {
      assertEquals(Double.NaN, found);
    } else {
      assertEquals(expected.asDouble(), found, TOLERANCE * (1 + expected.asDouble()));
    }
  }

  private static void compare(JsonNode rows, List<LesionScore> found) {
    assertEquals(rows.size(), found.size());
    for (int i = 0; i < rows.size(); i++) {
      JsonNode row = rows.get(i);
      LesionScore lesion = found.get(i);
      assertEquals(row.get(0).asText(), lesion.kind().label());
      assertEquals(row.get(1).asInt(), lesion.id());
      assertEquals(row.get(2).asLong(), lesion.voxels());
      assertEquals(row.get(3).asDouble(), lesion.dice(), TOLERANCE);
      assertEquals(row.get(4).asInt(), lesion.prediction());
    }
  }

  private Volume volume(VoxelBits mask) {
    Size3 size = mask.size();
    HostBuffer data = backend.allocate(size.voxels());
    ByteBuffer bytes = data.view(0, (int) size.voxels());
    for (int i = 0; i < size.voxels(); i++) {
      boolean in = mask.get(i % size.x(), i / size.x() % size.y(), i / size.x() / size.y());
      bytes.put(i, (byte) (in ? 1 : 0));
    }
    return new Volume(size, VoxelType.UINT8, data);
  }

  @Test
  void dicesHausdorffDistancesAndDifferencesAreThoseOfThePublishedScores() throws IOException {
    Size3 size = new Size3(20, 18, 16);
    VoxelBits truth = MadeUpMasks.box(size, 5, 12, 4, 11, 6, 12);
    VoxelBits moved = MadeUpMasks.box(size, 7, 14, 3, 10, 7, 13);
    moved.set(15, 15, 14);
    VoxelBits single = VoxelBits.none(size);
    single.set(3, 4, 5);
    JsonNode rows = read("ratio_metrics.json");
    List<VoxelBits> predictions = List.of(moved, truth, single);
    assertEquals(predictions.size(), rows.size());
    Geometry grid = new Geometry(size, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1));
    for (int i = 0; i < rows.size(); i++) {
      MaskScores found = MaskScores.of(truth, predictions.get(i), grid, 1);
      same(rows.get(i).get("dice"), found.dice());
      same(rows.get(i).get("hausdorff"), found.surface().hausdorff());
      same(rows.get(i).get("abs_diff"), found.absoluteDifference());
    }
  }
}
