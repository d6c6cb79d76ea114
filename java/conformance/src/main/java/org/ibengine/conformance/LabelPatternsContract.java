package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Labelling of hard and of random masks: counts by hand where there is one, else the reference. */
public interface LabelPatternsContract extends BackendSource {
  /** Around words of 8, 32 and 64 voxels, and dimensions of 1. */
  private static Size3[] sizes() {
    return new Size3[] {
      new Size3(3, 5, 7), new Size3(1, 1, 1), new Size3(1, 9, 6), new Size3(11, 1, 5),
      new Size3(13, 6, 1), new Size3(1, 1, 17), new Size3(63, 5, 4), new Size3(64, 4, 5),
      new Size3(65, 3, 6), new Size3(129, 7, 3), new Size3(200, 9, 8)
    };
  }

  private int count(Patterns pattern, Size3 size, Connectivity connectivity) {
    try (Fixture fixture = fixture()) {
      Volume mask = fixture.volume(size, VoxelType.UINT8, pattern.of(size));
      return fixture.backend().labelComponents(mask, connectivity).instanceCount();
    }
  }

  @Test
  default void hardMasksHaveTheCountsWorkedOutByHand() {
    Size3 size = new Size3(9, 7, 5);
    assertEquals(1, count(Patterns.ALL_FOREGROUND, size, Connectivity.FACE_6));
    assertEquals(9 * 7 * 5 / 2, count(Patterns.CHECKERBOARD, size, Connectivity.FACE_6));
    assertEquals(1, count(Patterns.CHECKERBOARD, size, Connectivity.EDGE_18));
    assertEquals(1, count(Patterns.COMB_ALONG_Z, size, Connectivity.FACE_6));
    assertEquals(1, count(Patterns.SERPENTINE, size, Connectivity.FACE_6));
    assertEquals(1, count(Patterns.SPIRAL, size, Connectivity.FACE_6));
    assertEquals(8, count(Patterns.ALL_EIGHT_CORNERS, size, Connectivity.CORNER_26));
  }

  @ParameterizedTest
  @EnumSource(Patterns.class)
  default void hardMasksAgreeWithTheReferenceForOddSizes(Patterns pattern) {
    for (Size3 size : sizes()) {
      try (Fixture fixture = fixture()) {
        Volume mask = fixture.volume(size, VoxelType.UINT8, pattern.of(size));
        for (Connectivity connectivity : Connectivity.values()) {
          Oracle.assertComponents(fixture, mask, connectivity, pattern + " " + size);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.9, 0.999})
  default void noiseAgreesWithTheReference(double density) {
    for (long seed = 1; seed <= 4; seed++) {
      Random random = new Random(seed);
      int threads = 1 + random.nextInt(4);
      Size3 size =
          new Size3(1 + random.nextInt(150), 1 + random.nextInt(30), 1 + random.nextInt(25));
      try (Fixture fixture = new Fixture(open(threads))) {
        Volume mask =
            fixture.volume(
                size, VoxelType.UINT8, (x, y, z) -> random.nextDouble() < density ? 1 : 0);
        String message = "seed %d, size %s, threads %d".formatted(seed, size, threads);
        for (Connectivity connectivity : Connectivity.values()) {
          Oracle.assertComponents(fixture, mask, connectivity, message);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  default void blobsAcrossManyPlanesAgreeWithTheReferenceForAnyThreadCount(int threads) {
    Random random = new Random(5);
    Size3 size = new Size3(70, 50, 130);
    double[] voxels = new double[(int) size.voxels()];
    for (int blob = 0; blob < 60; blob++) {
      paintBall(voxels, size, random);
    }
    try (Fixture fixture = new Fixture(open(threads))) {
      Volume mask = fixture.volume(size, VoxelType.UINT8, voxels);
      for (Connectivity connectivity : Connectivity.values()) {
        Oracle.assertComponents(fixture, mask, connectivity, "seed 5, threads " + threads);
      }
      Volume serpentine = fixture.volume(size, VoxelType.UINT8, Patterns.SERPENTINE.of(size));
      Oracle.assertComponents(fixture, serpentine, Connectivity.FACE_6, "threads " + threads);
    }
  }

  private static void paintBall(double[] voxels, Size3 size, Random random) {
    int radius = random.nextInt(9);
    int cx = random.nextInt(size.x());
    int cy = random.nextInt(size.y());
    int cz = random.nextInt(size.z());
    for (int z = Math.max(0, cz - radius); z <= Math.min(size.z() - 1, cz + radius); z++) {
      for (int y = Math.max(0, cy - radius); y <= Math.min(size.y() - 1, cy + radius); y++) {
        for (int x = Math.max(0, cx - radius); x <= Math.min(size.x() - 1, cx + radius); x++) {
          int distance = (x - cx) * (x - cx) + (y - cy) * (y - cy) + (z - cz) * (z - cz);
          if (distance <= radius * radius) {
            voxels[(z * size.y() + y) * size.x() + x] = 1;
          }
        }
      }
    }
  }
}
