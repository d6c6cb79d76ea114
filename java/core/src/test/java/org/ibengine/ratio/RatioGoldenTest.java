package org.ibengine.ratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.io.LabelMap;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against {@code golden.json}, which numpy and scipy made of summed-area tables in int64. */
class RatioGoldenTest {
  private static final double TOLERANCE = 1e-12; // relative: the order of summation differs

  static JsonNode golden() throws IOException {
    try (InputStream file = RatioGoldenTest.class.getResourceAsStream("/ratio/golden.json")) {
      return new ObjectMapper().readTree(file);
    }
  }

  static Size3 size(JsonNode triple) {
    return new Size3(triple.get(0).asInt(), triple.get(1).asInt(), triple.get(2).asInt());
  }

  @Test
  void aCubeInACube() throws IOException {
    MaskScene scene = new MaskScene(16, 16, 16);
    for (int i = 0; i < 8; i++) {
      scene.set(3 + (i & 1), 3 + (i >> 1 & 1), 3 + (i >> 2));
    }
    check(golden().get("tiny").get(0), scene.loaded("cube"));
  }

  @Test
  void aPlateAndTwoCornersAlsoInPatchesLargerThanTheVolume() throws IOException {
    MaskScene scene = new MaskScene(12, 10, 8).set(0, 0, 0).set(11, 9, 7);
    for (int x = 2; x < 9; x++) {
      for (int y = 3; y < 6; y++) {
        scene.set(x, y, 4);
      }
    }
    check(golden().get("tiny").get(1), scene.loaded("plate"));
    check(golden().get("tiny").get(2), scene.loaded("plate"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"patient07", "patient19"})
  void realScans(String name) throws IOException {
    Path mask = mask(name);
    assumeTrue(mask != null, name + " is not in the repository; IB_TEST_DATA must name its folder");
    try (Backend backend = new ReferenceBackend()) {
      LabelMap labels = LabelMap.read(mask, backend::allocate, backend.gzip(), null);
      RatioCase.Loaded item = MaskScene.loaded(name, labels.volume(), backend);
      labels.volume().data().close();
      JsonNode wanted = golden().get("cases").get(name);
      close(wanted.get("volume_ratio"), item.foreground().ratio());
      for (JsonNode size : wanted.get("sizes")) {
        check(size, item);
      }
    }
  }

  /** Of a case in the repository, or where {@code IB_TEST_DATA} says; null if it is in neither. */
  static Path mask(String name) {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    Path example = module.resolve("../../examples/ms").resolve(name).normalize();
    String data = System.getenv("IB_TEST_DATA");
    Path folder = Files.isDirectory(example) || data == null ? example : Path.of(data, "ms", name);
    Path mask = folder.resolve("GT.nii.gz");
    return Files.exists(mask) ? mask : null;
  }

  private static void check(JsonNode wanted, RatioCase.Loaded item) {
    RatioPool pool = new RatioPool();
    PatchRatios found = new PlacementScan(item, size(wanted.get("size"))).run(pool);
    assertEquals(found.uniform(), pool.ratios());
    assertEquals(wanted.get("voxels").asLong(), found.voxels());
    checkUniform(wanted.get("uniform"), wanted.get("placements").asLong(), found.uniform());
    checkContainment(wanted, found.instances());
    checkMeans(wanted.get("instance_jitter"), found.jitter().orElseThrow());
    checkMeans(wanted.get("voxel"), found.voxel().orElseThrow());
    JsonNode others = wanted.get("negative_voxel");
    close(others.get("mean"), found.background().orElseThrow().mean());
    close(others.get("zero_share"), found.backgroundZeroShare());
    JsonNode even = wanted.get("posneg_1_1");
    close(even.get("mean"), found.evenMean().orElseThrow());
    close(even.get("zero_share"), found.backgroundZeroShare() / 2);
    close(wanted.get("epoch_ratio_1").get("mean"), found.epochMean(1));
    close(wanted.get("epoch_ratio_1").get("zero_share"), PatchRatios.epochZeroShare(1));
  }

  private static void checkUniform(JsonNode wanted, long placements, UniformRatios found) {
    assertEquals(placements, found.placements());
    assertEquals(wanted.get("sum_of_counts").asLong(), found.sumOfCounts());
    assertEquals(wanted.get("zero_placements").asLong(), found.zeroPlacements());
    close(wanted.get("mean"), found.mean());
    close(wanted.get("sd"), found.sd());
    close(wanted.get("min"), found.min());
    close(wanted.get("max"), found.max());
    close(wanted.get("zero_share"), found.zeroShare());
    checkAll(wanted.get("quantiles_05_25_50_75_95"), found.quantiles());
  }

  private static void checkContainment(JsonNode wanted, Containment found) {
    JsonNode held = wanted.get("containment");
    assertEquals(wanted.get("instances").asLong(), found.instances());
    assertEquals(held.get("instances_that_fit").asLong(), found.instancesThatFit());
    assertEquals(found.instances() - found.instancesThatFit(), found.tooLong().size());
    close(held.get("share"), found.share());
    checkAll(
        held.get("placements_that_hold_instance_whole_first_5"),
        found.firstPlacements().stream().map(Long::doubleValue).toList());
    close(held.get("mean_over_instances_of_share_of_placements"), found.meanShareOfPlacements());
  }

  private static void checkMeans(JsonNode wanted, Means found) {
    close(wanted.get("mean"), found.mean());
    close(wanted.get("min"), found.min());
    close(wanted.get("max"), found.max());
    if (wanted.has("first_5")) {
      checkAll(wanted.get("first_5"), found.first());
    }
  }

  private static void checkAll(JsonNode wanted, List<Double> found) {
    assertEquals(wanted.size(), found.size());
    for (int i = 0; i < found.size(); i++) {
      close(wanted.get(i), found.get(i));
    }
  }

  private static void close(JsonNode wanted, double found) {
    double value = wanted.asDouble();
    assertTrue(
        Math.abs(value - found) <= TOLERANCE * Math.abs(value),
        () -> "wanted " + value + ", found " + found);
  }
}
