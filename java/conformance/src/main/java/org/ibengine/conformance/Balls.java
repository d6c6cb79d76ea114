package org.ibengine.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.index.BodyRule;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.label.Connectivity;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/** A case of balls at known places, bright in both modalities and marked in the label, prepared. */
final class Balls {
  private static final Size3 VOLUME = new Size3(72, 64, 30);
  static final Size3 PATCH = new Size3(32, 32, 14);
  static final double[] SPACING = {1, 1, 2};
  static final double RADIUS_MM = 5;
  static final List<Index3> CENTRES =
      List.of(new Index3(16, 18, 8), new Index3(50, 20, 18), new Index3(30, 46, 20));

  /** Made once a JVM. */
  static final Path PREPARED = prepare();

  private Balls() {}

  private static Path prepare() {
    Path folder = EngineSource.Folders.temporary();
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      Path raw = Files.createDirectories(folder.resolve("raw/balls"));
      float[] balls = new float[(int) VOLUME.voxels()];
      for (int i = 0; i < balls.length; i++) {
        int x = i % VOLUME.x();
        int y = i / VOLUME.x() % VOLUME.y();
        int z = i / VOLUME.x() / VOLUME.y();
        balls[i] = CENTRES.stream().anyMatch(centre -> isIn(centre, x, y, z)) ? 1 : 0;
      }
      Geometry.Spacing spacing = new Geometry.Spacing(SPACING[0], SPACING[1], SPACING[2]);
      Geometry grid = new Geometry(VOLUME, spacing, Affine.scaling(1, 1, 2));
      for (String name : List.of("A", "B", "GT")) {
        Path file = raw.resolve(name + ".nii");
        TinyDataset.writeVolume(file, grid, VoxelType.UINT8, balls, backend);
      }
      DatasetOptions options =
          new DatasetOptions(
                  Layout.VOLUMES,
                  PATCH,
                  PATCH,
                  1,
                  Connectivity.FACE_6,
                  new PercentileRange(0, 100),
                  List.of("A", "B"),
                  GridTolerance.of(0.1),
                  NanRule.REFUSE)
              .withBody(BodyRule.NONE);
      Path prepared = folder.resolve("prepared");
      Preparation.run(
          new PrepareRequest(
              List.of(folder.resolve("raw")),
              prepared,
              options,
              new PrepareRequest.Execution(1, 1 << 28, false, false)),
          backend,
          PrepareListener.NONE);
      return prepared;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isIn(Index3 centre, int x, int y, int z) {
    double dx = (x - centre.x()) * SPACING[0];
    double dy = (y - centre.y()) * SPACING[1];
    double dz = (z - centre.z()) * SPACING[2];
    return dx * dx + dy * dy + dz * dz <= RADIUS_MM * RADIUS_MM;
  }
}
