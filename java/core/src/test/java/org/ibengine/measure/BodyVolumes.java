package org.ibengine.measure;

import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.BodyRule;
import org.ibengine.index.ModalityIndex;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** The volumes of {@code body_oracle.py}. */
final class BodyVolumes {
  private static final Size3 CHEST = new Size3(41, 37, 29);
  private static final Size3 HEAD = new Size3(23, 27, 19);

  private final ReferenceBackend backend = new ReferenceBackend();

  /** What a body is looked for in. */
  record Case(BodyRule rule, ModalityIndex modality, Volume volume, Geometry geometry) {}

  Case named(String name) {
    return switch (name) {
      case "chest" -> chest(BodyRule.OTSU, geometry(CHEST, 1.3, 0.9, 2.5));
      case "chest at one voxel" -> chest(BodyRule.OTSU, geometry(CHEST, 5, 4, 8));
      case "chest from -300" -> chest(BodyRule.from(-300), geometry(CHEST, 1.3, 0.9, 2.5));
      case "head" -> head(3, -2, geometry(HEAD, 1.0, 1.3, 2.0));
      case "head upside down" -> head(-0.5, 100, geometry(HEAD, 2, 2, 2));
      case "tracer" -> tracer(geometry(HEAD, 4, 3, 5));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Geometry geometry(Size3 size, double x, double y, double z) {
    return new Geometry(size, new Geometry.Spacing(x, y, z), Affine.scaling(x, y, z));
  }

  private Case chest(BodyRule rule, Geometry geometry) {
    Volume volume = volume(geometry.size(), VoxelType.INT16, BodyVolumes::chestAt);
    return new Case(
        rule, new ModalityIndex("CT", VoxelType.INT16, 1, 0, -1000, 400), volume, geometry);
  }

  private Case head(double slope, double intercept, Geometry geometry) {
    Volume volume = volume(geometry.size(), VoxelType.FLOAT32, BodyVolumes::headAt);
    return new Case(
        BodyRule.OTSU,
        new ModalityIndex("T1", VoxelType.FLOAT32, slope, intercept, 0, 90),
        volume,
        geometry);
  }

  private Case tracer(Geometry geometry) {
    Volume volume = volume(geometry.size(), VoxelType.FLOAT32, BodyVolumes::tracerAt);
    return new Case(
        BodyRule.OTSU, new ModalityIndex("PET", VoxelType.FLOAT32, 1, 0, 0, 9), volume, geometry);
  }

  private interface Values {
    double at(int x, int y, int z);
  }

  private Volume volume(Size3 size, VoxelType type, Values values) {
    HostBuffer data = backend.allocate(size.voxels() * type.sizeBytes());
    int i = 0;
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        for (int x = 0; x < size.x(); x++, i++) {
          double value = values.at(x, y, z);
          if (type == VoxelType.INT16) {
            data.view(2L * i, 2).putShort((short) value);
          } else {
            data.view(4L * i, 4).putFloat((float) value);
          }
        }
      }
    }
    return new Volume(size, type, data);
  }

  private static double chestAt(int x, int y, int z) {
    if ((x - 20) * (x - 20) + (y - 18) * (y - 18) > 21 * 21) {
      return -3024;
    }
    if (y >= 33 && y < 35 && x > 8 && x < 32) {
      return 100;
    }
    if (isIn(x, y, z, 13, 17, 20, 5, 7, 14) || isIn(x, y, z, 27, 17, 20, 5, 7, 14)) {
      return -850;
    }
    return isIn(x, y, z, 20, 17, 14, 17, 12, 40) ? 40 : -1000 + (x * 7 + y * 13 + z * 29) % 41 - 20;
  }

  private static double headAt(int x, int y, int z) {
    if (isIn(x, y, z, 11, 13, 9, 3, 3, 2)) {
      return 1;
    }
    double ground = (x * 5 + y * 3 + z * 11) % 17 / 8.0;
    return isIn(x, y, z, 11, 13, 9, 8, 9, 7) ? ground + 90 : ground;
  }

  private static double tracerAt(int x, int y, int z) {
    double value = (x * 5 + y * 3 + z * 11) % 17 / 256.0;
    value += isIn(x, y, z, 11, 13, 9, 8, 9, 20) ? 1 : 0;
    value += isIn(x, y, z, 8, 12, 5, 3, 3, 2) ? 30 : 0;
    return value + (isIn(x, y, z, 14, 15, 14, 2, 2, 2) ? 100 : 0);
  }

  /** In the ellipsoid with the centre of the first three numbers and the radii of the others. */
  private static boolean isIn(int x, int y, int z, int... ellipsoid) {
    double sum = 0;
    int[] at = {x, y, z};
    for (int axis = 0; axis < 3; axis++) {
      double part = (double) (at[axis] - ellipsoid[axis]) / ellipsoid[axis + 3];
      sum += part * part;
    }
    return sum <= 1;
  }
}
