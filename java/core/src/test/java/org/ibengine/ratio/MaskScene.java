package org.ibengine.ratio;

import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** A mask that tests paint voxel by voxel. */
final class MaskScene {
  final Size3 size;
  final byte[] voxels;

  MaskScene(int x, int y, int z) {
    size = new Size3(x, y, z);
    voxels = new byte[x * y * z];
  }

  /** Each voxel is foreground with that probability. */
  static MaskScene random(Size3 size, double share, long seed) {
    MaskScene scene = new MaskScene(size.x(), size.y(), size.z());
    Random random = new Random(seed);
    for (int i = 0; i < scene.voxels.length; i++) {
      scene.voxels[i] = (byte) (random.nextDouble() < share ? 1 : 0);
    }
    return scene;
  }

  MaskScene set(int x, int y, int z) {
    voxels[(z * size.y() + y) * size.x() + x] = 1;
    return this;
  }

  boolean get(int x, int y, int z) {
    return x < size.x()
        && y < size.y()
        && z < size.z()
        && voxels[(z * size.y() + y) * size.x() + x] != 0;
  }

  /** With components of voxels that share a face as its instances. */
  RatioCase.Loaded loaded(String name) {
    try (Backend backend = new ReferenceBackend()) {
      Volume labels = new Volume(size, VoxelType.UINT8, backend.allocate(voxels.length));
      labels.data().view(0, voxels.length).put(voxels);
      RatioCase.Loaded loaded = loaded(name, labels, backend);
      labels.data().close();
      return loaded;
    }
  }

  static RatioCase.Loaded loaded(String name, Volume labels, Backend backend) {
    return new RatioCase.Loaded(
        name,
        new Spacing(1, 1, 1),
        Foreground.of(labels),
        backend.labelComponents(labels, Connectivity.FACE_6).instances());
  }
}
