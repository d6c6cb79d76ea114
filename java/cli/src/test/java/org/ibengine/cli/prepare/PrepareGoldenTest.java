package org.ibengine.cli.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.ModalityIndex;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.label.Instance;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What numpy, scipy and nibabel found in real cases. */
class PrepareGoldenTest {
  private static final Path REPOSITORY = Path.of("..", "..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  /** The one that prepares. */
  String backend() {
    return "cpu";
  }

  @ParameterizedTest
  @ValueSource(strings = {"patient07", "patient19"})
  void patchesOf64(String name) throws IOException {
    check(name, "ms_p64_c6.json", "--patch-size 64 64 64 --modalities FLAIR,T1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"patient07", "patient19"})
  void patchesOf128(String name) throws IOException {
    check(name, "ms_p128_c6.json", "--modalities FLAIR,T1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"patient07", "patient19"})
  void oddPatchesUnder26Neighbours(String name) throws IOException {
    String options =
        "--patch-size 48 64 40 --stride 24 50 40 --connectivity 26 --margin 4 --modalities FLAIR";
    check(name, "ms_p48x64x40_c26.json", options);
  }

  private void check(String name, String golden, String options) throws IOException {
    Path raw = caseFolder(name);
    assumeTrue(raw != null, name + " is not in the repository; IB_TEST_DATA must name its folder");
    Path out = folder.resolve("out");
    List<Object> args = new ArrayList<>(List.of("prepare", raw, out, "--backend", backend()));
    args.addAll(List.of(options.split(" ")));
    CommandLineRun run = CommandLineRun.of(args.toArray());
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    JsonNode wanted = golden(golden, name);
    CaseIndex index = DatasetReader.open(out).index().cases().get(0);
    checkIndex(wanted, index);
    checkPatches(wanted, index, out);
  }

  private static Path caseFolder(String name) {
    String data = System.getProperty("IB_TEST_DATA", System.getenv("IB_TEST_DATA"));
    Path example = REPOSITORY.resolve("examples/ms").resolve(name);
    Path folder = Files.isDirectory(example) || data == null ? example : Path.of(data, "ms", name);
    return Files.isDirectory(folder) ? folder : null;
  }

  private static JsonNode golden(String file, String name) throws IOException {
    Path path = REPOSITORY.resolve("java/conformance/src/main/resources/golden").resolve(file);
    for (JsonNode item : new ObjectMapper().readTree(path.toFile())) {
      if (item.get("case").asText().equals(name)) {
        return item;
      }
    }
    throw new IOException(path + " has no case " + name);
  }

  private static void checkIndex(JsonNode wanted, CaseIndex index) {
    assertEquals(wanted.get("foreground_voxels").asLong(), index.foregroundVoxels());
    assertEquals(wanted.get("components").size(), index.instances().size());
    for (Instance instance : index.instances()) {
      JsonNode component = wanted.get("components").get(instance.id() - 1);
      assertEquals(component.get("voxels").asLong(), instance.voxels());
      assertEquals(index3(component.get("box").get(0)), instance.box().begin());
      assertEquals(index3(component.get("box").get(1)), instance.box().end());
    }
    List<Index3> windows = new ArrayList<>();
    wanted.get("background_starts").forEach(start -> windows.add(index3(start)));
    assertEquals(windows, index.windows());
    for (ModalityIndex modality : index.modalities()) {
      JsonNode percentiles = wanted.get("modalities").get(modality.name());
      assertEquals(percentiles.get("p1").asDouble(), modality.low(), 1e-6);
      double high = percentiles.get("p99").asDouble();
      assertEquals(high, modality.high(), 1e-6 * high);
    }
  }

  private static Index3 index3(JsonNode triple) {
    return new Index3(triple.get(0).asInt(), triple.get(1).asInt(), triple.get(2).asInt());
  }

  private static void checkPatches(JsonNode wanted, CaseIndex index, Path out) throws IOException {
    JsonNode boxes = wanted.get("positive_boxes");
    try (Backend backend = Backends.open("cpu", 1)) {
      for (ModalityIndex modality : index.modalities()) {
        JsonNode means = wanted.get("modalities").get(modality.name()).get("patch_means");
        assertEquals(boxes.size() + index.windows().size(), means.size());
        for (int i = 0; i < means.size(); i++) {
          boolean positive = i < boxes.size();
          String file =
              "%s/%s_%s_%s_%04d.nii.gz"
                  .formatted(
                      positive ? "lesion_patches" : "background_patches",
                      index.name(),
                      modality.name(),
                      positive ? "positive" : "negative",
                      positive ? i : i - boxes.size());
          try (Image patch =
              ImageFiles.read(out.resolve(file), backend::allocate, backend.gzip())) {
            if (positive) {
              assertEquals(size(boxes.get(i)), patch.volume().size(), file);
            }
            assertEquals(means.get(i).asDouble(), mean(patch), 1e-6, file);
          }
        }
      }
    }
  }

  private static Size3 size(JsonNode box) {
    Index3 begin = index3(box.get(0));
    Index3 end = index3(box.get(1));
    return new Size3(end.x() - begin.x(), end.y() - begin.y(), end.z() - begin.z());
  }

  private static double mean(Image patch) {
    long voxels = patch.volume().size().voxels();
    ByteBuffer bytes = patch.volume().data().view(0, Math.toIntExact(4 * voxels));
    double sum = 0;
    for (int i = 0; i < bytes.limit(); i += 4) {
      sum += bytes.getFloat(i);
    }
    return sum / voxels;
  }
}
