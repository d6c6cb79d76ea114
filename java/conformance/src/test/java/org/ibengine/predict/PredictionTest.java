package org.ibengine.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.TinyCase;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.error.DatasetException;
import org.ibengine.index.Layout;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.plan.Variation;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.work.Progress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Predictions of "networks" whose answer is known: a function of the voxel itself. */
class PredictionTest {
  private static final Backend BACKEND = new ReferenceBackendProvider().open(1);
  private static final List<String> CASES = List.of("a_1", "a_2", "b", "c");
  private static final Size3 STRIDE = new Size3(3, 3, 3);

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** A dataset of its own for each test, and where its predictions go. */
  private final class Run {
    private final Path dataset = TinyDataset.standard().prepare(folder, Layout.VOLUMES);
    private final ObjectNode settings = JsonNodeFactory.instance.objectNode();
    private PredictionKind averaged = PredictionKind.LOGITS;
    private PredictionKind written = PredictionKind.PROBABILITIES;
    private long memory = 1L << 30;
    private boolean force;

    PredictionSummary of(VoxelModel model, Blend blend) {
      settings.put("blend", blend.label());
      PredictionWriter writer = new PredictionWriter(BACKEND, 1, averaged, written);
      PredictionFolder out = PredictionFolder.open(folder.resolve("pred"), settings, force);
      List<PredictedCase> cases =
          DatasetReader.open(dataset).cases().stream()
              .map(item -> PredictedCase.of(item.record()))
              .toList();
      EngineOptions options =
          EngineOptions.defaults().backend("reference").batchSize(2).negativesPerPositive(0);
      try (IbEngine engine = IbEngine.open(dataset, options)) {
        Prediction prediction =
            new Prediction(
                engine,
                model,
                new WindowStitcher.Layout(TinyDataset.PATCH, STRIDE, blend),
                new CaseFinisher(writer, out, memory));
        PredictionSummary summary = prediction.run(cases, Progress.NONE);
        assertEquals(0, engine.slotsTaken());
        return summary;
      }
    }

    float[] read(String caseName) {
      try (Image image =
          ImageFiles.read(
              folder.resolve("pred").resolve(caseName + ".nii.gz"),
              BACKEND::allocate,
              BACKEND.gzip())) {
        assertEquals(
            TinyDataset.standard().caseNamed(caseName).size(), image.header().geometry().size());
        float[] voxels = new float[(int) image.volume().size().voxels()];
        image.volume().data().view(0, 4 * voxels.length).asFloatBuffer().get(voxels);
        return voxels;
      }
    }
  }

  private static float[] flair(String caseName) {
    TinyCase item = TinyDataset.standard().caseNamed(caseName);
    return item.imagePatch("FLAIR", Index3.ZERO, item.size(), Variation.NONE);
  }

  private static float expected(PredictionKind written, float flair) {
    double logit = 4 * flair - 2;
    return switch (written) {
      case LOGITS -> (float) logit;
      case PROBABILITIES -> (float) (1 / (1 + Math.exp(-logit)));
      case MASK -> logit > 0 ? 1 : 0;
    };
  }

  @ParameterizedTest
  @EnumSource(PredictionKind.class)
  void everyVoxelOfEveryCaseIsWhatTheNetworkSaysOfIt(PredictionKind written) {
    Run run = new Run();
    run.written = written;
    run.force = true;
    for (int outputs = 1; outputs <= 2; outputs++) {
      for (Blend blend : Blend.values()) {
        PredictionSummary summary = run.of(new VoxelModel(outputs), blend);
        assertEquals(Set.copyOf(CASES), Set.copyOf(summary.predicted()));
        assertEquals(List.of(), summary.failures());
        assertTrue(summary.times().modelNanos() > 0);
        for (String name : CASES) {
          float[] voxels = run.read(name);
          float[] flair = flair(name);
          for (int i = 0; i < voxels.length; i++) {
            float wanted = expected(written, flair[i]);
            if (written != PredictionKind.MASK || Math.abs(flair[i] - 0.5) > 1e-5) {
              assertEquals(wanted, voxels[i], 2e-6, name + " voxel " + i);
            }
          }
        }
      }
    }
  }

  @Test
  void probabilitiesCanBeAveragedInsteadOfLogits() {
    Run run = new Run();
    run.averaged = PredictionKind.PROBABILITIES;
    run.of(new VoxelModel(2), Blend.CONSTANT);
    float[] flair = flair("a_1");
    float[] voxels = run.read("a_1");
    for (int i = 0; i < voxels.length; i++) {
      assertEquals(expected(PredictionKind.PROBABILITIES, flair[i]), voxels[i], 2e-6);
    }
    run.written = PredictionKind.LOGITS;
    assertThrows(IllegalArgumentException.class, () -> run.of(new VoxelModel(2), Blend.CONSTANT));
  }

  @Test
  void whatIsThereIsNotPredictedAgain() throws IOException {
    Run run = new Run();
    VoxelModel model = new VoxelModel(1);
    run.of(model, Blend.CONSTANT);
    int calls = model.calls;
    PredictionSummary again = run.of(model, Blend.CONSTANT);
    assertEquals(calls, model.calls);
    assertEquals(CASES, again.upToDate());
    Files.delete(folder.resolve("pred/a_2.nii.gz"));
    String killed = ".a_2.nii.gz.3ea3b3a4-6a0d-4f5b-9d9e-6f4c1c1f0a77.part";
    Files.createFile(folder.resolve("pred").resolve(killed));
    assertEquals(List.of("a_2"), run.of(model, Blend.CONSTANT).predicted());
    DatasetException refused =
        assertThrows(DatasetException.class, () -> run.of(model, Blend.GAUSSIAN));
    assertTrue(
        refused.getMessage().contains("blend was \"constant\", is \"gaussian\""),
        refused.getMessage());
    assertTrue(refused.getMessage().contains("--force"), refused.getMessage());
    try (Stream<Path> files = Files.list(folder.resolve("pred"))) {
      assertEquals(5, files.count(), "four cases and predict.json, nothing left over");
    }
  }

  /** The batch that fails holds windows of another case, which is not to blame. */
  @Test
  void aCaseThatCannotBeReadIsNamedAndTheOthersArePredicted() throws IOException {
    Run run = new Run();
    Path volumes;
    try (Stream<Path> files = Files.list(run.dataset.resolve("cases/a_2"))) {
      volumes = files.filter(file -> file.toString().endsWith(".safetensors")).findAny().get();
    }
    try (RandomAccessFile file = new RandomAccessFile(volumes.toFile(), "rw")) {
      file.seek(file.length() - 100);
      file.write(new byte[] {1, 2, 3});
    }
    PredictionSummary summary = run.of(new VoxelModel(1), Blend.CONSTANT);
    assertEquals(Set.of("a_1", "b", "c"), Set.copyOf(summary.predicted()));
    assertEquals(1, summary.failures().size());
    assertEquals("a_2", summary.failures().get(0).caseName());
    assertTrue(
        summary.failures().get(0).message().contains(volumes.getFileName().toString()),
        summary.failures().toString());
    assertFalse(Files.exists(folder.resolve("pred/a_2.nii.gz")));
  }

  @Test
  void aCaseThatDoesNotFitIntoTheMemoryIsNamed() {
    Run run = new Run();
    run.memory = 100;
    PredictionSummary summary = run.of(new VoxelModel(1), Blend.CONSTANT);
    assertEquals(List.of(), summary.predicted());
    assertEquals(4, summary.failures().size());
    assertTrue(summary.failures().get(0).message().contains("memory limit"), summary.toString());
  }

  @Test
  void outputsThatAreNotFiniteAreAFailureOfTheCase() {
    Run run = new Run();
    VoxelModel model = new VoxelModel(2);
    model.poison = Float.NaN;
    PredictionSummary summary = run.of(model, Blend.CONSTANT);
    assertEquals(4, summary.failures().size());
    assertTrue(summary.failures().get(0).message().contains("not finite"), summary.toString());
  }

  @Test
  void whatTheNetworkThrowsEndsTheRunAndWhatWasWrittenStays() {
    Run run = new Run();
    VoxelModel model = new VoxelModel(1);
    model.failAt = 20;
    assertThrows(IllegalStateException.class, () -> run.of(model, Blend.CONSTANT));
    PredictionSummary rest = run.of(model, Blend.CONSTANT);
    assertEquals(List.of("a_1"), rest.upToDate());
    assertArrayEquals(new String[] {"a_2", "b", "c"}, rest.predicted().toArray());
  }
}
