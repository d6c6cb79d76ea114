package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which voxel goes where: crop, padding, orientation, batches. */
public interface GatherContract extends BackendSource {
  /** (x, y, z) holds 100x + 10y + z + 1, so 0 is never a voxel. */
  private static Volume coordinates(Fixture fixture, Size3 size) {
    return fixture.volume(size, VoxelType.INT16, (x, y, z) -> 100 * x + 10 * y + z + 1);
  }

  private static float[] crop(Fixture fixture, Volume volume, Index3 corner, Size3 size) {
    HostBuffer out = fixture.poisoned((int) size.voxels() * 4);
    Target target = new Target(out, 0, ElementType.FLOAT32);
    fixture
        .backend()
        .gatherPatches(
            List.of(PatchGather.crop(volume, corner, size, null, target)), Backend.ALL_THREADS);
    return floats(out, (int) size.voxels());
  }

  private static float[] floats(HostBuffer buffer, int count) {
    float[] values = new float[count];
    buffer.view(0, count * 4).asFloatBuffer().get(values);
    return values;
  }

  @Test
  default void aCropInsideTheVolumeHoldsItsVoxelsWithXFastest() {
    try (Fixture fixture = fixture()) {
      Volume volume = coordinates(fixture, new Size3(3, 5, 7));
      assertArrayEquals(
          new float[] {125, 225, 135, 235, 145, 245, 126, 226, 136, 236, 146, 246},
          crop(fixture, volume, new Index3(1, 2, 4), new Size3(2, 3, 2)));
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "2,0,0", "0,2,0", "0,0,2", "1,1,1", "2,1,0", "2,2,2"})
  default void voxelsOutsideTheVolumeAreZeroOnEverySide(int x, int y, int z) {
    try (Fixture fixture = fixture()) {
      Volume one = fixture.volume(new Size3(1, 1, 1), VoxelType.INT16, 112);
      float[] expected = new float[27];
      expected[(z * 3 + y) * 3 + x] = 112;
      Index3 corner = new Index3(-x, -y, -z);
      assertArrayEquals(expected, crop(fixture, one, corner, new Size3(3, 3, 3)));
    }
  }

  @Test
  default void aVolumeSmallerThanThePatchIsPaddedAtTheEnd() {
    try (Fixture fixture = fixture()) {
      Volume volume = coordinates(fixture, new Size3(2, 1, 2));
      assertArrayEquals(
          new float[] {1, 101, 0, 0, 0, 0, 2, 102, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
          crop(fixture, volume, Index3.ZERO, new Size3(3, 2, 3)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3,0,0",
    "0,5,0",
    "0,0,7",
    "-2,0,0",
    "0,-3,0",
    "0,0,-2",
    "2147483647,2147483647,2147483647",
    "-2147483648,0,0",
    "0,-2147483648,-2147483648"
  })
  default void aPatchOutsideTheVolumeIsAllFill(int x, int y, int z) {
    try (Fixture fixture = fixture()) {
      Volume volume = coordinates(fixture, new Size3(3, 5, 7));
      assertArrayEquals(
          new float[12], crop(fixture, volume, new Index3(x, y, z), new Size3(2, 3, 2)));
    }
  }

  @ParameterizedTest
  @EnumSource(value = ElementType.class, names = "INT32", mode = EnumSource.Mode.EXCLUDE)
  default void fillIsWrittenAsItIsOutsideAndNothingBesideThePatchIsTouched(ElementType type) {
    try (Fixture fixture = fixture()) {
      Volume volume = fixture.volume(new Size3(1, 1, 1), VoxelType.UINT8, 3);
      int element = type.sizeBytes();
      HostBuffer out = fixture.poisoned(element * 9);
      PatchGather patch =
          new PatchGather(
              volume,
              new PatchCut(
                  Index3.ZERO,
                  new Size3(5, 1, 1),
                  null,
                  Orientation.IDENTITY,
                  Intensity.IDENTITY,
                  2f),
              new Target(out, element * 2L, type));
      fixture.backend().gatherPatches(List.of(patch), Backend.ALL_THREADS);
      int[] expected = {-1, -1, 3, 2, 2, 2, 2, -1, -1};
      for (int i = 0; i < 9; i++) {
        byte[] actual = new byte[element];
        out.view((long) i * element, element).get(actual);
        assertArrayEquals(encoded(type, expected[i]), actual, "element " + i);
      }
    }
  }

  /** Bytes of 2 or 3 in {@code type}; poison for −1. */
  private static byte[] encoded(ElementType type, int value) {
    ByteBuffer bytes =
        ByteBuffer.allocate(type.sizeBytes()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    while (value == -1 && bytes.hasRemaining()) {
      bytes.put(Fixture.POISON);
    }
    if (value != -1) {
      switch (type) {
        case UINT8 -> bytes.put((byte) value);
        case FLOAT16 -> bytes.putShort((short) (value == 2 ? 0x4000 : 0x4200));
        case FLOAT32 -> bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  default void aBatchOfImagesAndLabelsIsWrittenWholeInOneCall(int threads) {
    try (Fixture fixture = new Fixture(open(threads))) {
      Size3 size = new Size3(2, 3, 4);
      Volume image = coordinates(fixture, new Size3(5, 6, 7));
      Volume label =
          fixture.volume(new Size3(5, 6, 7), VoxelType.UINT8, (x, y, z) -> 50 * x + 7 * y + z);
      int patches = 40;
      HostBuffer images = fixture.poisoned(patches * 24 * 4);
      HostBuffer labels = fixture.poisoned(patches * 24);
      List<PatchGather> batch =
          IntStream.range(0, patches * 2)
              .mapToObj(
                  i -> {
                    int k = i / 2;
                    Index3 corner = new Index3(k % 4, k / 4 % 4, k / 16);
                    return i % 2 == 0
                        ? PatchGather.crop(
                            image,
                            corner,
                            size,
                            null,
                            new Target(images, k * 96L, ElementType.FLOAT32))
                        : PatchGather.crop(
                            label,
                            corner,
                            size,
                            null,
                            new Target(labels, k * 24L, ElementType.UINT8));
                  })
              .toList();
      fixture.backend().gatherPatches(batch, Backend.ALL_THREADS);
      float[] values = floats(images, patches * 24);
      byte[] classes = Fixture.bytesOf(labels);
      for (int i = 0; i < patches * 24; i++) {
        int k = i / 24;
        int x = k % 4 + i % 2;
        int y = k / 4 % 4 + i / 2 % 3;
        int z = k / 16 + i / 6 % 4;
        assertEquals(100 * x + 10 * y + z + 1, values[i], "element " + i);
        assertEquals((byte) (50 * x + 7 * y + z), classes[i], "label element " + i);
      }
    }
  }

  @Test
  default void anEmptyBatchDoesNothing() {
    try (Fixture fixture = fixture()) {
      fixture.backend().gatherPatches(List.of(), Backend.ALL_THREADS);
    }
  }

  @Test
  default void memoryThatIsClosedOrForeignIsRefusedBeforeAnythingIsWritten() {
    try (Fixture fixture = fixture()) {
      Size3 one = new Size3(1, 1, 1);
      Volume good = fixture.volume(one, VoxelType.UINT8, 7);
      HostBuffer out = fixture.poisoned(8);
      PatchGather first =
          PatchGather.crop(good, Index3.ZERO, one, null, new Target(out, 0, ElementType.UINT8));
      Volume closed = fixture.volume(one, VoxelType.UINT8, 7);
      closed.data().close();
      Volume foreign = new Volume(one, VoxelType.UINT8, ForeignBuffer.ofSize(1));
      Target far = new Target(ForeignBuffer.ofSize(1), 0, ElementType.UINT8);
      PatchGather fromClosed = PatchGather.crop(closed, Index3.ZERO, one, null, first.target());
      PatchGather fromForeign = PatchGather.crop(foreign, Index3.ZERO, one, null, first.target());
      PatchGather toForeign = PatchGather.crop(good, Index3.ZERO, one, null, far);
      assertThrows(
          IllegalStateException.class,
          () -> fixture.backend().gatherPatches(List.of(first, fromClosed), Backend.ALL_THREADS));
      assertThrows(
          IllegalArgumentException.class,
          () -> fixture.backend().gatherPatches(List.of(first, fromForeign), Backend.ALL_THREADS));
      assertThrows(
          IllegalArgumentException.class,
          () -> fixture.backend().gatherPatches(List.of(first, toForeign), Backend.ALL_THREADS));
      assertEquals(Fixture.POISON, out.view(0, 1).get());
    }
  }
}
