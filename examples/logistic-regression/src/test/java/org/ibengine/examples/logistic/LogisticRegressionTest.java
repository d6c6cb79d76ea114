package org.ibengine.examples.logistic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.label.Connectivity;
import org.ibengine.plan.Negatives;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.synth.Phantom;
import org.ibengine.synth.PhantomOptions;
import org.ibengine.synth.PhantomWriter;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogisticRegressionTest {
  private static final Size3 PATCH = new Size3(8, 8, 8);

  @TempDir Path folder;

  @Test
  void withoutCublasItSaysSo() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        LogisticRegression.run(
            "libnowhere.so.12", System.out, new PrintStream(err, true), folder.toString());
    assertEquals(1, code);
    assertEquals(
        "cuBLAS 12 is needed and libnowhere.so.12 cannot be loaded; install the cuBLAS of CUDA 12"
            + " (for that of CUDA 13, README.md makes a shim) and put its folder on"
            + " LD_LIBRARY_PATH",
        err.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  void withoutADatasetItSaysWhatItTakes() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertEquals(
        2, LogisticRegression.run("libnowhere.so.12", System.out, new PrintStream(err, true)));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("dataset folder"));
  }

  @Test
  void theLoopLearnsFromTheEnginesBatchesWhereTheyLie() {
    EngineOptions options =
        EngineOptions.defaults()
            .backend("cpu")
            .threads(1)
            .batchSize(4)
            .repeats(5)
            .negatives(Negatives.GRID.minBody(0)); // with air, which is told from lesions soon
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (IbEngine engine = IbEngine.open(dataset(), options);
        PlainAlgebra algebra = new PlainAlgebra()) {
      Training training = new Training(engine, algebra, 0.1f);
      Training.Result first = training.run(1, 3, new PrintStream(out));
      Training.Result last = training.run(20, 3, new PrintStream(out));
      assertTrue(last.loss() < 0.8 * first.loss(), first + " then " + last);
      assertTrue(last.accuracy() > 0.75, last.toString());
      assertTrue(algebra.waited > 100);
    }
    assertTrue(
        out.toString(StandardCharsets.UTF_8).contains("epoch 19: loss "),
        out.toString(StandardCharsets.UTF_8));
  }

  /** Phantoms whose lesions are brighter than what is around them. */
  private Path dataset() {
    PhantomOptions phantoms =
        new PhantomOptions(
            new Size3(40, 36, 32),
            new Spacing(2, 2, 2),
            List.of("T1", "DWI"),
            VoxelType.INT16,
            6,
            new PhantomOptions.RadiusRange(2, 8),
            7);
    try (Backend backend = Backends.open("cpu", 1);
        PhantomWriter writer = new PhantomWriter(backend.gzip(), 1)) {
      for (int number = 0; number < 2; number++) {
        writer.write(new Phantom(phantoms, number), folder.resolve("raw/phantom" + number), false);
      }
      DatasetOptions dataset =
          new DatasetOptions(
              Layout.VOLUMES,
              PATCH,
              new Size3(4, 4, 4),
              2,
              Connectivity.FACE_6,
              new PercentileRange(1, 99),
              List.of(),
              GridTolerance.DEFAULT,
              NanRule.REFUSE);
      PrepareRequest request =
          new PrepareRequest(
              List.of(folder.resolve("raw")),
              folder.resolve("dataset"),
              dataset,
              new PrepareRequest.Execution(1, 1 << 28, false, true));
      Preparation.run(request, backend, PrepareListener.NONE);
      return folder.resolve("dataset");
    }
  }
}
