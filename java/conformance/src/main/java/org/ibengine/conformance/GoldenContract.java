package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.Percentiles;
import org.ibengine.io.Image;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Box;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real data against numpy and scipy. */
public interface GoldenContract extends BackendSource {
  @ParameterizedTest
  @EnumSource(Connectivity.class)
  default void realMasksHaveTheInstancesOfScipyInItsOrder(Connectivity connectivity)
      throws IOException {
    JsonNode masks = Goldens.json("masks.json");
    assertEquals(10, masks.size());
    for (Map.Entry<String, JsonNode> entry : masks.properties()) {
      JsonNode golden = entry.getValue().get("c" + connectivity.neighbours());
      try (Fixture fixture = fixture();
          Image image = Goldens.mask(fixture, "masks/" + entry.getKey())) {
        Components found = fixture.backend().labelComponents(image.volume(), connectivity);
        assertMaskEquals(golden, found, entry.getKey());
        assertEquals(entry.getValue().get("foreground_voxels").asLong(), found.foregroundVoxels());
      }
    }
  }

  private static void assertMaskEquals(JsonNode golden, Components found, String name) {
    assertEquals(golden.get("count").asInt(), found.instanceCount(), name);
    JsonNode voxels = golden.get("voxels_in_order");
    JsonNode boxes = golden.get("boxes_first_20");
    long labelSum = 0;
    for (Instance instance : found.instances()) {
      int i = instance.id() - 1;
      String message = name + " instance " + instance.id();
      assertEquals(voxels.get(i).asLong(), instance.voxels(), message);
      if (i < boxes.size()) {
        assertEquals(Goldens.box(boxes.get(i)), instance.box(), message);
      }
      labelSum += instance.id() * instance.voxels();
    }
    assertEquals(golden.get("label_sum").asLong(), labelSum, name);
  }

  @ParameterizedTest
  @CsvSource({"ms_p64_c6.json, FACE_6", "ms_p48x64x40_c26.json, CORNER_26"})
  default void wholeCasesHaveTheBoxesAndCentroidsOfScipy(String file, Connectivity connectivity)
      throws IOException {
    for (JsonNode golden : Goldens.json(file)) {
      String name = golden.get("case").asText();
      try (Fixture fixture = fixture();
          Image image = Goldens.mask(fixture, "ms/" + name + "/GT.nii.gz")) {
        Components found = fixture.backend().labelComponents(image.volume(), connectivity);
        assertEquals(golden.get("foreground_voxels").asLong(), found.foregroundVoxels(), name);
        assertEquals(golden.get("components").size(), found.instanceCount(), name);
        for (Instance instance : found.instances()) {
          JsonNode expected = golden.get("components").get(instance.id() - 1);
          String message = name + " instance " + instance.id();
          assertEquals(expected.get("voxels").asLong(), instance.voxels(), message);
          assertEquals(Goldens.box(expected.get("box")), instance.box(), message);
          JsonNode centroid = expected.get("centroid");
          assertEquals(centroid.get(0).asDouble(), instance.centroid().x(), 1e-6, message);
          assertEquals(centroid.get(1).asDouble(), instance.centroid().y(), 1e-6, message);
          assertEquals(centroid.get(2).asDouble(), instance.centroid().z(), 1e-6, message);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"patient07", "patient19"})
  default void percentilesAndPatchMeansOfImagesAreThoseOfNumpy(String name) throws IOException {
    Path folder = Goldens.caseFolder(name).orElse(null);
    assumeTrue(folder != null, Goldens.reasonToSkip(name));
    for (String modality : List.of("FLAIR", "T1")) {
      try (Fixture fixture = fixture();
          Image image = Goldens.image(fixture, folder.resolve(modality + ".nii.gz"))) {
        assertFalse(image.header().isScaled()); // raw voxels are the values numpy saw
        int compared = 0;
        for (String file : List.of("ms_p64_c6.json", "ms_p128_c6.json", "ms_p48x64x40_c26.json")) {
          compared += comparePatches(fixture, image.volume(), Goldens.json(file), name, modality);
        }
        assertTrue(compared > 100, "patches compared: " + compared);
      }
    }
  }

  private static int comparePatches(
      Fixture fixture, Volume volume, JsonNode cases, String name, String modality) {
    int compared = 0;
    for (JsonNode golden : cases) {
      JsonNode expected = golden.get("modalities").get(modality);
      if (golden.get("case").asText().equals(name) && expected != null) {
        Normalisation limits = assertPercentiles(fixture, volume, expected);
        PatchMeans means = new PatchMeans(fixture, volume, limits);
        compared += means.assertEqual(golden, expected.get("patch_means"));
        double whole = means.of(new Box(Index3.ZERO, corner(volume.size())));
        assertEquals(expected.get("mean_normalised").asDouble(), whole, 1e-6);
      }
    }
    return compared;
  }

  private static Index3 corner(Size3 size) {
    return new Index3(size.x(), size.y(), size.z());
  }

  private static Normalisation assertPercentiles(
      Fixture fixture, Volume volume, JsonNode expected) {
    Percentiles found = fixture.backend().percentiles(volume, 1, 99);
    assertEquals(0, found.nonFinite());
    for (int i = 0; i < 2; i++) {
      double wanted = expected.get(i == 0 ? "p1" : "p99").asDouble();
      assertEquals(wanted, found.values()[i], 1e-6 * Math.abs(wanted));
    }
    return Normalisation.range((float) found.values()[0], (float) found.values()[1]);
  }

  /** Means of gathered patches. */
  record PatchMeans(Fixture fixture, Volume volume, Normalisation limits) {
    /** Compares positive boxes, then background windows, and returns how many. */
    int assertEqual(JsonNode golden, JsonNode means) {
      int next = 0;
      for (JsonNode box : golden.get("positive_boxes")) {
        assertMean(means.get(next++), Goldens.box(box));
      }
      for (JsonNode start : golden.get("background_starts")) {
        assertMean(means.get(next++), window(Goldens.index(start), golden));
      }
      assertEquals(means.size(), next);
      return next;
    }

    private void assertMean(JsonNode expected, Box box) {
      assertEquals(expected.asDouble(), of(box), 1e-6, box::toString);
    }

    /** Windows are as large as the smallest positive box may be: the patch size of the file. */
    private static Box window(Index3 start, JsonNode golden) {
      Size3 patch = patchSize(golden);
      return new Box(
          start, new Index3(start.x() + patch.x(), start.y() + patch.y(), start.z() + patch.z()));
    }

    private static Size3 patchSize(JsonNode golden) {
      int[] smallest = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
      for (JsonNode box : golden.get("positive_boxes")) {
        for (int axis = 0; axis < 3; axis++) {
          smallest[axis] = Math.min(smallest[axis], Goldens.box(box).size().get(axis));
        }
      }
      return new Size3(smallest[0], smallest[1], smallest[2]);
    }

    double of(Box box) {
      int voxels = (int) box.size().voxels();
      try (HostBuffer out = fixture.backend().allocate(voxels * 4L)) {
        Target target = new Target(out, 0, ElementType.FLOAT32);
        fixture
            .backend()
            .gatherPatches(
                List.of(PatchGather.crop(volume, box.begin(), box.size(), limits, target)),
                Backend.ALL_THREADS);
        FloatBuffer values = out.view(0, voxels * 4).asFloatBuffer();
        double sum = 0;
        while (values.hasRemaining()) {
          sum += values.get();
        }
        return sum / voxels;
      }
    }
  }
}
