package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.packed.PackedCheck;
import org.ibengine.packed.Packing;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patches of packed volumes are those of their voxels, and every backend packs to equal bytes. */
public interface GatherPackedContract extends BackendSource {
  /** Voxels with flat parts, slopes and noise of all widths that the type and packing allow. */
  private static Volume voxels(Fixture fixture, VoxelType type, long seed) {
    Random random = new Random(seed);
    Size3 size = new Size3(1 + random.nextInt(45), 1 + random.nextInt(23), 1 + random.nextInt(23));
    int[] amplitudes = new Random(seed).ints(64, 0, type.sizeBytes() == 1 ? 8 : 15).toArray();
    int base = type.name().startsWith("U") ? 0 : -100;
    int slope = random.nextInt(type.sizeBytes() == 1 ? 4 : 200);
    return fixture.volume(
        size,
        type,
        (x, y, z) -> {
          int noise = 1 << amplitudes[x / 8 + 6 * (y / 4) & 63];
          double value = base + slope * y + random.nextInt(noise);
          return type.sizeBytes() == 1 ? Math.min(value, 127) : value;
        });
  }

  private static PackedVolume pack(Fixture fixture, Volume volume, int threads) {
    HostBuffer target = fixture.poisoned((int) volume.sizeBytes() * 3 + (1 << 16));
    long bytes = fixture.backend().pack(volume, target, target.sizeBytes(), threads);
    assertNotEquals(0, bytes);
    return new PackedVolume(volume.size(), volume.type(), target, bytes);
  }

  private static byte[] bytes(PackedVolume packed) {
    return Arrays.copyOf(Fixture.bytesOf(packed.data()), (int) packed.sizeBytes());
  }

  @ParameterizedTest
  @EnumSource(value = VoxelType.class, names = "FLOAT16", mode = EnumSource.Mode.EXCLUDE)
  default void patchesOfAPackedVolumeAreThoseOfItsVoxels(VoxelType type) {
    for (long seed = 1; seed <= 8; seed++) {
      try (Fixture fixture = fixture()) {
        Volume volume = voxels(fixture, type, seed);
        PackedVolume packed = pack(fixture, volume, Backend.ALL_THREADS);
        assertArrayEquals(
            RandomBatch.gather(fixture, volume, new Random(seed)),
            RandomBatch.gather(fixture, packed, new Random(seed)),
            "seed " + seed + ", " + volume.size());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = VoxelType.class, names = "FLOAT16", mode = EnumSource.Mode.EXCLUDE)
  default void everyBackendPacksToTheBytesOfTheReference(VoxelType type) {
    for (long seed = 1; seed <= 8; seed++) {
      try (Fixture fixture = fixture()) {
        Volume volume = voxels(fixture, type, seed);
        HostBuffer wanted = fixture.poisoned((int) volume.sizeBytes() * 3 + (1 << 16));
        long bytes = Packing.pack(volume, wanted, wanted.sizeBytes());
        for (int threads = 1; threads < 4; threads++) {
          PackedVolume packed = pack(fixture, volume, threads);
          assertArrayEquals(
              Arrays.copyOf(Fixture.bytesOf(wanted), (int) bytes), bytes(packed), "seed " + seed);
          assertEquals("", PackedCheck.problem(packed).orElse(""));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = VoxelType.class, names = "FLOAT16", mode = EnumSource.Mode.EXCLUDE)
  default void whatIsUnpackedIsWhatWasPacked(VoxelType type) {
    for (long seed = 1; seed <= 8; seed++) {
      try (Fixture fixture = fixture()) {
        Volume volume = voxels(fixture, type, seed);
        HostBuffer target = fixture.poisoned((int) volume.sizeBytes());
        fixture.backend().unpack(pack(fixture, volume, 1), target);
        assertArrayEquals(Fixture.bytesOf(volume.data()), Fixture.bytesOf(target), "seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, -0.0, Double.NaN, Double.POSITIVE_INFINITY, 65_536, -65_535.5})
  default void whatIsNotAWholeNumberOrTooFarIsNotPacked(double value) {
    for (VoxelType type : new VoxelType[] {VoxelType.FLOAT32, VoxelType.FLOAT64}) {
      try (Fixture fixture = fixture()) {
        Volume volume =
            fixture.volume(new Size3(9, 5, 5), type, (x, y, z) -> x == 8 && y == 4 ? value : 0);
        HostBuffer target = fixture.poisoned(1 << 16);
        assertEquals(
            0, fixture.backend().pack(volume, target, target.sizeBytes(), Backend.ALL_THREADS));
      }
    }
  }

  @Test
  default void float16IsNotPackedWhateverItHolds() {
    try (Fixture fixture = fixture()) {
      Volume volume = fixture.volume(new Size3(30, 20, 10), VoxelType.FLOAT16, (x, y, z) -> x);
      HostBuffer target = fixture.poisoned((int) volume.sizeBytes());
      assertEquals(
          0, fixture.backend().pack(volume, target, target.sizeBytes(), Backend.ALL_THREADS));
    }
  }

  @Test
  default void whatDoesNotFitIsNotPacked() {
    try (Fixture fixture = fixture()) {
      Volume volume =
          fixture.volume(new Size3(9, 5, 5), VoxelType.INT16, (x, y, z) -> 100 * x + 7 * y - z);
      long bytes = pack(fixture, volume, 1).sizeBytes();
      HostBuffer target = fixture.poisoned((int) bytes);
      assertEquals(0, fixture.backend().pack(volume, target, bytes - 1, 1));
      assertEquals(bytes, fixture.backend().pack(volume, target, bytes, 1));
    }
  }
}
