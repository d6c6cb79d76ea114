package org.ibengine.prepare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.io.nifti.NiftiWriter;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Makes tiny raw cases of 9 by 7 by 5 voxels and the requests to prepare them. */
final class RawCases {
  static final Size3 SIZE = new Size3(9, 7, 5);
  static final Geometry GRID =
      new Geometry(SIZE, new Geometry.Spacing(1, 2, 3), Affine.scaling(1, 2, 3));

  private final Backend backend;
  private final Path root;

  RawCases(Backend backend, Path root) {
    this.backend = backend;
    this.root = root;
  }

  /** A case with two modalities, whose lesion voxels have label 3. */
  Path add(String name, Index3... lesions) throws IOException {
    image(name, "FLAIR.nii.gz", GRID);
    image(name, "T1.nii", GRID);
    mask(name, "GT.nii.gz", lesions);
    return root.resolve(name);
  }

  /** A float modality whose voxel (x, y, z) is {@code 100·z + 10·y + x}. */
  Path image(String name, String file, Geometry grid) throws IOException {
    HostBuffer data = backend.allocate(grid.size().voxels() * 4);
    ByteBuffer bytes = data.view(0, (int) data.sizeBytes());
    for (int i = 0; i < grid.size().voxels(); i++) {
      int x = i % grid.size().x();
      int y = i / grid.size().x() % grid.size().y();
      int z = i / grid.size().x() / grid.size().y();
      bytes.putFloat(4 * i, 100 * z + 10 * y + x);
    }
    return write(name, file, grid, new Volume(grid.size(), VoxelType.FLOAT32, data));
  }

  Path mask(String name, String file, Index3... lesions) throws IOException {
    return mask(name, file, GRID, lesions);
  }

  /** On a grid of {@link #SIZE}. */
  Path mask(String name, String file, Geometry grid, Index3... lesions) throws IOException {
    HostBuffer data = backend.allocate(SIZE.voxels());
    ByteBuffer bytes = data.view(0, (int) SIZE.voxels());
    for (int i = 0; i < bytes.limit(); i++) {
      bytes.put(i, (byte) 0);
    }
    for (Index3 voxel : lesions) {
      bytes.put((voxel.z() * SIZE.y() + voxel.y()) * SIZE.x() + voxel.x(), (byte) 3);
    }
    return write(name, file, grid, new Volume(SIZE, VoxelType.UINT8, data));
  }

  private Path write(String name, String file, Geometry grid, Volume volume) throws IOException {
    Path folder = Files.createDirectories(root.resolve(name));
    Path path = folder.resolve(file);
    NiftiWriter.write(path, grid, volume, backend.gzip());
    return path;
  }

  static DatasetOptions options(Layout layout) {
    return new DatasetOptions(
        layout,
        new Size3(3, 3, 3),
        new Size3(2, 2, 2),
        1,
        Connectivity.FACE_6,
        new PercentileRange(0, 100),
        List.of(),
        GridTolerance.of(0.1),
        NanRule.REFUSE);
  }

  PrepareRequest request(Path output, DatasetOptions options) {
    return new PrepareRequest(
        List.of(root), output, options, new PrepareRequest.Execution(2, 1 << 28, false, false));
  }
}
