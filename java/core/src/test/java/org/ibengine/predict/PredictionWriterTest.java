package org.ibengine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.grid.StoredGrid;
import org.ibengine.index.GridOptions;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Voxels of a stored grid come back to where they are in the files. */
class PredictionWriterTest {
  private static final Backend BACKEND = new ReferenceBackendProvider().open(1);

  /** Runs left, posterior and superior, along the axes. */
  private static final Geometry SOURCE =
      new Geometry(
          new Size3(10, 8, 6),
          new Spacing(1, 2, 3),
          Affine.of(new double[] {-1, 0, 0, 40, 0, -2, 0, 30, 0, 0, 3, -20}));

  private static final Box CROP = new Box(new Index3(2, 1, 1), new Index3(9, 7, 5));

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** A function of mm, so that it does not matter which grid it is sampled on. */
  private static double logit(double[] mm) {
    return 0.1 * (mm[0] - 34) + 0.05 * (mm[1] - 22) - 0.02 * (mm[2] + 12);
  }

  private float[] written(CaseGeometry grids, PredictionKind kind) {
    Geometry stored = grids.stored();
    Size3 size = stored.size();
    try (HostBuffer memory = BACKEND.allocate(size.voxels() * 4)) {
      FloatBuffer voxels = memory.view(0, (int) size.voxels() * 4).asFloatBuffer();
      for (int z = 0; z < size.z(); z++) {
        for (int y = 0; y < size.y(); y++) {
          for (int x = 0; x < size.x(); x++) {
            voxels.put((float) logit(stored.affine().apply(x, y, z)));
          }
        }
      }
      Path file = folder.resolve(kind.label() + ".nii.gz");
      new PredictionWriter(BACKEND, 1, PredictionKind.LOGITS, kind)
          .write(file, grids, new Volume(size, VoxelType.FLOAT32, memory));
      try (Image image = ImageFiles.read(file, BACKEND::allocate, BACKEND.gzip())) {
        assertEquals(SOURCE.size(), image.header().geometry().size());
        assertEquals(SOURCE.affine(), image.header().geometry().affine());
        float[] read = new float[(int) SOURCE.size().voxels()];
        image.volume().data().view(0, 4 * read.length).asFloatBuffer().get(read);
        return read;
      }
    }
  }

  private void check(CaseGeometry grids, Box kept, PredictionKind kind, double tolerance) {
    float[] read = written(grids, kind);
    double least = Double.POSITIVE_INFINITY;
    Size3 stored = grids.stored().size();
    for (int corner = 0; corner < 8; corner++) {
      int x = (corner & 1) * (stored.x() - 1);
      int y = (corner >> 1 & 1) * (stored.y() - 1);
      int z = (corner >> 2) * (stored.z() - 1);
      least = Math.min(least, logit(grids.stored().affine().apply(x, y, z)));
    }
    int inside = 0;
    for (int i = 0; i < read.length; i++) {
      int x = i % 10;
      int y = i / 10 % 8;
      int z = i / 80;
      double logit = logit(SOURCE.affine().apply(x, y, z));
      boolean isStored =
          kept.begin().x() <= x
              && x < kept.end().x()
              && kept.begin().y() <= y
              && y < kept.end().y()
              && kept.begin().z() <= z
              && z < kept.end().z();
      inside += isStored ? 1 : 0;
      double wanted =
          switch (kind) {
            case LOGITS -> isStored ? logit : least;
            case PROBABILITIES -> isStored ? 1 / (1 + Math.exp(-logit)) : 0;
            case MASK -> isStored && logit > 0 ? 1 : 0;
          };
      if (kind != PredictionKind.MASK || Math.abs(logit) > 1e-6) {
        assertEquals(wanted, read[i], tolerance, "voxel " + x + " " + y + " " + z);
      }
    }
    assertTrue(inside > 0 && inside < read.length);
  }

  @ParameterizedTest
  @EnumSource(PredictionKind.class)
  void aCropIsPutBackWhereItWasCutOut(PredictionKind kind) {
    StoredGrid stored = StoredGrid.of(SOURCE, CROP, GridOptions.DEFAULT);
    check(new CaseGeometry(stored.geometry(), SOURCE), CROP, kind, 1e-6);
  }

  /** Linear interpolation of a linear function is the function, but half a voxel at the edges. */
  @ParameterizedTest
  @EnumSource(PredictionKind.class)
  void anotherSpacingAndOrientationComeBackToo(PredictionKind kind) {
    GridOptions options =
        GridOptions.DEFAULT
            .withSpacing(new Spacing(0.5, 1, 1.5))
            .withOrientation(GridOptions.Orient.RAS);
    StoredGrid stored = StoredGrid.of(SOURCE, CROP, options);
    assertEquals(new Size3(14, 12, 8), stored.geometry().size());
    check(new CaseGeometry(stored.geometry(), SOURCE), CROP, kind, 1e-5);
  }

  @Test
  void voxelsOnTheSameGridAreWrittenAsTheyAre() {
    float[] read = written(CaseGeometry.of(SOURCE), PredictionKind.LOGITS);
    assertEquals((float) logit(SOURCE.affine().apply(3, 4, 5)), read[(5 * 8 + 4) * 10 + 3]);
  }
}
