package org.ibengine.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Two cases of 9 by 7 by 5 voxels. In {@code a} one lesion of three voxels is found by a prediction
 * of one voxel (Dice 0.5) with probability 31/32, one of two voxels is missed, and there is a false
 * alarm of 3/4; in {@code b} there is no lesion, and a false alarm of 7/8.
 */
public final class FrocFolders {
  public static final Size3 SIZE = new Size3(9, 7, 5);
  public static final Geometry GRID = grid(SIZE, 1);

  private final Backend backend = new ReferenceBackend();
  private final Path root;

  public FrocFolders(Path root) {
    this.root = root;
  }

  public static Geometry grid(Size3 size, double spacing) {
    return new Geometry(size, new Geometry.Spacing(spacing, 2, 3), Affine.scaling(spacing, 2, 3));
  }

  /** A row of values that begins at a voxel. */
  public record Row(int x, int y, int z, double... values) {}

  static final Row[] LESIONS_A = {new Row(1, 1, 1, 1, 1, 1), new Row(6, 5, 3, 2, 2)};
  public static final Row[] SCORES_A = {new Row(2, 1, 1, 31 / 32.0), new Row(1, 6, 4, .625, .75)};
  public static final Row[] SCORES_B = {new Row(0, 0, 0, .875, .8125)};

  /** Masks {@code a.nii.gz} and {@code b.nii.gz}. */
  public Path masks() {
    image("masks/a.nii.gz", VoxelType.UINT8, GRID, LESIONS_A);
    image("masks/b.nii.gz", VoxelType.UINT8, GRID);
    return root.resolve("masks");
  }

  /** Case folders as {@code ib prepare} takes them. */
  public Path raw() {
    image("raw/a/GT.nii.gz", VoxelType.UINT8, GRID, LESIONS_A);
    image("raw/a/T1.nii.gz", VoxelType.FLOAT32, GRID, new Row(0, 0, 0, 1, 2, 3));
    image("raw/b/gt_final.nii", VoxelType.UINT8, GRID);
    image("raw/b/T1.nii.gz", VoxelType.FLOAT32, GRID, new Row(0, 0, 0, 1, 2, 3));
    return root.resolve("raw");
  }

  /** Probabilities {@code a.nii.gz} and {@code b.nii}. */
  public Path predictions() {
    image("pred/a.nii.gz", VoxelType.FLOAT32, GRID, SCORES_A);
    image("pred/b.nii", VoxelType.FLOAT32, GRID, SCORES_B);
    return root.resolve("pred");
  }

  /** Writes an image whose voxels are 0 but for the rows. */
  public Path image(String file, VoxelType type, Geometry grid, Row... rows) {
    Size3 size = grid.size();
    HostBuffer data = backend.allocate(size.voxels() * type.sizeBytes());
    ByteBuffer bytes = data.view(0, (int) size.voxels() * type.sizeBytes());
    for (int i = 0; i < bytes.limit(); i++) {
      bytes.put(i, (byte) 0);
    }
    for (Row row : rows) {
      for (int i = 0; i < row.values.length; i++) {
        int at = (row.z * size.y() + row.y) * size.x() + row.x + i;
        if (type == VoxelType.FLOAT32) {
          bytes.putFloat(4 * at, (float) row.values[i]);
        } else {
          bytes.put(at, (byte) row.values[i]);
        }
      }
    }
    Path path = root.resolve(file);
    try {
      Files.createDirectories(path.getParent());
      NiftiWriter.write(path, grid, new Volume(size, type, data), backend.gzip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return path;
  }
}
