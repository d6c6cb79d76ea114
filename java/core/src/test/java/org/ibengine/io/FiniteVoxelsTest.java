package org.ibengine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.ibengine.volume.Float16;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FiniteVoxelsTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private final TrackedMemory memory = new TrackedMemory();

  private Volume volume(VoxelType type, double... values) {
    HostBuffer data = memory.allocate((long) values.length * type.sizeBytes());
    ByteBuffer bytes = data.view(0, values.length * type.sizeBytes());
    for (double value : values) {
      if (type == VoxelType.FLOAT32) {
        bytes.putFloat((float) value);
      } else if (type == VoxelType.FLOAT16) {
        bytes.putShort(Float16.bitsOf(value));
      } else {
        bytes.putDouble(value);
      }
    }
    return new Volume(new Size3(values.length, 1, 1), type, data);
  }

  private static double[] values(Volume volume) {
    double[] values = new double[(int) volume.size().voxels()];
    RawVoxels.toDoubles(volume.data().view(0, (int) volume.sizeBytes()), volume.type(), values);
    return values;
  }

  @ParameterizedTest
  @EnumSource(
      value = VoxelType.class,
      names = {"FLOAT32", "FLOAT64"})
  void nanAndInfinitiesAreCountedApartAndTheRangeIsOfTheOthers(VoxelType type) {
    Volume volume = volume(type, NAN, 3, INFINITY, -2.5, NAN, -INFINITY, NAN);
    assertEquals(new FiniteVoxels(3, 2, -2.5, 3), FiniteVoxels.of(volume));
    assertEquals(new FiniteVoxels(0, 0, 4, 4), FiniteVoxels.of(volume(type, 4)));
    assertEquals(new FiniteVoxels(2, 0, NAN, NAN), FiniteVoxels.of(volume(type, NAN, NAN)));
  }

  @ParameterizedTest
  @EnumSource(
      value = VoxelType.class,
      names = {"FLOAT32", "FLOAT64"})
  void everyNanIsReplacedAndNothingElse(VoxelType type) {
    double[] wanted = new double[9001]; // more than two blocks
    Arrays.setAll(wanted, i -> i % 3 == 0 ? NAN : i % 3 == 1 ? INFINITY : i);
    Volume volume = volume(type, wanted);
    FiniteVoxels.replaceNan(volume, -7.5);
    for (int i = 0; i < wanted.length; i += 3) {
      wanted[i] = -7.5;
    }
    assertArrayEquals(wanted, values(volume));
  }

  @Test
  void float16IsCountedButItsNanAreNotReplaced() {
    Volume volume = volume(VoxelType.FLOAT16, NAN, 3, INFINITY, -2.5, NAN, -INFINITY, 65504);
    assertEquals(new FiniteVoxels(2, 2, -2.5, 65504), FiniteVoxels.of(volume));
    assertThrows(IllegalArgumentException.class, () -> FiniteVoxels.replaceNan(volume, 0));
  }

  @Test
  void aFileOfAnImageIsNotWrittenOfFloat16() {
    assertThrows(IllegalArgumentException.class, () -> StoredType.of(VoxelType.FLOAT16));
    for (VoxelType type : VoxelType.values()) {
      if (type != VoxelType.FLOAT16) {
        assertEquals(type, StoredType.of(type).voxelType());
      }
    }
  }
}
