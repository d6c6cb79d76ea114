package org.ibengine.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.label.Connectivity;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.synth.Phantom;
import org.ibengine.synth.PhantomOptions;
import org.ibengine.synth.PhantomWriter;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * Three tiny phantoms with nine instances of 1 to 13 voxels and one class, prepared in the volumes
 * layout.
 */
final class PreparedPhantoms {
  private static final int CASES = 3;

  private static final PhantomOptions PHANTOMS =
      new PhantomOptions(
          new Size3(20, 24, 30),
          new Geometry.Spacing(2, 3, 4),
          List.of("T1", "DWI"),
          VoxelType.INT16,
          4,
          new PhantomOptions.RadiusRange(1, 6),
          3);

  private static final DatasetOptions DATASET =
      new DatasetOptions(
              Layout.VOLUMES,
              new Size3(7, 7, 5),
              new Size3(3, 3, 2),
              10,
              Connectivity.FACE_6,
              new PercentileRange(1, 99),
              List.of(),
              GridTolerance.DEFAULT,
              NanRule.REFUSE)
          .withLesions(
              new LesionRule(
                  LesionRule.Kind.CLASSES,
                  List.of(),
                  List.of(new LesionClass("lesion", List.of(1L))),
                  OptionalLong.empty(),
                  0,
                  0));

  private PreparedPhantoms() {}

  /** Returns the dataset folder inside {@code folder}. */
  static Path in(Path folder) {
    Path raw = folder.resolve("raw");
    Path dataset = folder.resolve("dataset");
    try (Backend backend = new ReferenceBackendProvider().open(1);
        PhantomWriter writer = new PhantomWriter(backend.gzip(), 1)) {
      for (int number = 0; number < CASES; number++) {
        writer.write(new Phantom(PHANTOMS, number), raw.resolve("phantom00" + number), false);
      }
      PrepareRequest request =
          new PrepareRequest(
              List.of(raw),
              dataset,
              DATASET,
              new PrepareRequest.Execution(1, 1 << 28, false, false));
      List<?> failures = Preparation.run(request, backend, PrepareListener.NONE).failures();
      if (!failures.isEmpty()) {
        throw new AssertionError(failures);
      }
      return dataset;
    }
  }
}
