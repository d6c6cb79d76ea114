package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ibengine.backend.Backend;
import org.ibengine.backend.ResampleRule;
import org.ibengine.backend.Resampling;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Runs a backend's {@code resample} into poisoned memory and reads what it wrote. */
final class Resampled {
  /** Maps of every kind, for a source of about 11 by 7 by 5 and a target of about 13 by 9 by 8. */
  static final Map<String, GridMap> MAPS = maps();

  /** Bytes of poison after the target that must stay. */
  private static final int BEHIND = 8;

  private Resampled() {}

  private static Map<String, GridMap> maps() {
    Map<String, GridMap> maps = new LinkedHashMap<>();
    maps.put("identity", GridMap.IDENTITY);
    maps.put("anisotropic", GridMap.spaced(new Spacing(0.7, 1.3, 2.5), new Spacing(1, 1, 1)));
    maps.put("finer", GridMap.of(Affine.of(0.8, 0, 0, -0.1, 0, 0.75, 0, 0, 0, 0, 0.6, -0.2)));
    maps.put("flipped", GridMap.of(Affine.of(-0.8, 0, 0, 10, 0, 0.7, 0, 0, 0, 0, -0.6, 4)));
    maps.put("permuted", GridMap.of(Affine.of(0, 1.2, 0, 0, 0, 0, -0.9, 6, 0.35, 0, 0, 0.1)));
    maps.put("coarser", GridMap.of(Affine.of(2.7, 0, 0, 0.85, 0, 3.1, 0, -4, 0, 0, 1.1, 0)));
    maps.put(
        "oblique",
        new GridMap(
            Affine.of(0.9, 0.3, -0.1, -1, -0.25, 0.85, 0.2, 0.5, 0.15, -0.2, 0.95, 1),
            new Spacing(0.9, 1.4, 1.7)));
    maps.put("sheared", GridMap.of(Affine.of(1, 0.4, 0, 0, 0, 1, 0, 0, 0, 0, 0.5, 0)));
    maps.put("outside", GridMap.of(Affine.of(1e12, 0, 0, -3e12, 0, 1e300, 0, 0, 0, 0, 1, -40)));
    return maps;
  }

  /** The voxels of the target as numbers. */
  static double[] resampled(
      Fixture fixture, Volume source, Size3 size, VoxelType type, ResampleRule rule) {
    ByteBuffer bytes = written(fixture, source, size, type, rule);
    double[] values = new double[(int) size.voxels()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case UINT8 -> bytes.get() & 0xFF;
            case INT8 -> bytes.get();
            case INT16 -> bytes.getShort();
            case UINT16 -> bytes.getShort() & 0xFFFF;
            case INT32 -> bytes.getInt();
            case UINT32 -> bytes.getInt() & 0xFFFF_FFFFL;
            case FLOAT32 -> bytes.getFloat();
            case FLOAT64 -> bytes.getDouble();
            case FLOAT16 -> throw new AssertionError("nothing is resampled to it");
          };
    }
    return values;
  }

  /** The voxels of a float32 target, bit by bit. */
  static int[] bits(Fixture fixture, Volume source, Size3 size, ResampleRule rule) {
    int[] bits = new int[(int) size.voxels()];
    written(fixture, source, size, VoxelType.FLOAT32, rule).asIntBuffer().get(bits);
    return bits;
  }

  /** The bytes of the target. */
  static ByteBuffer written(
      Fixture fixture, Volume source, Size3 size, VoxelType type, ResampleRule rule) {
    int length = (int) size.voxels() * type.sizeBytes();
    HostBuffer buffer = fixture.poisoned(length + BEHIND);
    Volume target = new Volume(size, type, buffer);
    fixture.backend().resample(new Resampling(source, target, rule), Backend.ALL_THREADS);
    for (int i = 0; i < BEHIND; i++) {
      assertEquals(Fixture.POISON, buffer.view(length + i, 1).get(), "after the target");
    }
    return buffer.view(0, length);
  }
}
