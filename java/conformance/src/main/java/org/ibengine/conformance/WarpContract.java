package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.InstanceMap;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotated, scaled and deformed patches are, byte for byte, those of the reference backend. */
public interface WarpContract extends BackendSource {
  /** Whole numbers, as every type and packing allow. */
  private static Volume volume(Fixture fixture, VoxelType type, long seed) {
    Random random = new Random(seed);
    Size3 size = new Size3(1 + random.nextInt(50), 1 + random.nextInt(40), 1 + random.nextInt(30));
    return fixture.volume(size, type, (x, y, z) -> (x + 2 * y + 3 * z + random.nextInt(9)) % 120);
  }

  private static byte[] gathered(Fixture fixture, VoxelType type, boolean packed, long seed) {
    Volume volume = volume(fixture, type, seed);
    VolumeData source = packed ? packed(fixture, volume) : volume;
    return RandomWarps.gather(fixture, source, new Random(seed));
  }

  private static PackedVolume packed(Fixture fixture, Volume volume) {
    HostBuffer target = fixture.poisoned((int) volume.sizeBytes() * 3 + (1 << 16));
    long bytes = fixture.backend().pack(volume, target, target.sizeBytes(), Backend.ALL_THREADS);
    return new PackedVolume(volume.size(), volume.type(), target, bytes);
  }

  private void assertSame(VoxelType type, boolean packed) {
    for (long seed = 1; seed <= 4; seed++) {
      try (Fixture fixture = fixture();
          Fixture reference = Oracle.fixture()) {
        assertArrayEquals(
            gathered(reference, type, packed, seed),
            gathered(fixture, type, packed, seed),
            "seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(VoxelType.class)
  default void warpedPatchesAreThoseOfTheReference(VoxelType type) {
    assertSame(type, false);
  }

  @ParameterizedTest
  @EnumSource(value = VoxelType.class, names = "FLOAT16", mode = EnumSource.Mode.EXCLUDE)
  default void warpedPatchesOfPackedVolumesAreThoseOfTheReference(VoxelType type) {
    assertSame(type, true);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  default void warpedWeightsAndIdsAreThoseOfTheReference(long seed) {
    try (Fixture fixture = fixture();
        Fixture reference = Oracle.fixture()) {
      assertArrayEquals(weighed(reference, seed), weighed(fixture, seed));
    }
  }

  private static byte[] weighed(Fixture fixture, long seed) {
    Random random = new Random(seed);
    int instances = 1 + random.nextInt(200);
    InstanceMap map = RandomWeights.randomVolume(random, instances).map(fixture, instances);
    return RandomWarps.weigh(fixture, map, random);
  }
}
