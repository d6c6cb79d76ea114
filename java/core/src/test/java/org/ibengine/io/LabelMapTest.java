package org.ibengine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.nifti.NiftiBytes;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelMapTest {
  @TempDir Path folder;
  private final TrackedMemory memory = new TrackedMemory();

  @AfterEach
  void nothingStaysOpen() {
    assertEquals(0, memory.open());
  }

  private LabelMap read(NiftiBytes file) {
    return LabelMap.read(file.writeTo(folder.resolve("gt.nii")), memory, new JdkGzipCodec(), null);
  }

  private static int[] labels(LabelMap map) {
    ByteBuffer view = map.volume().data().view(0, (int) map.volume().sizeBytes());
    int[] labels = new int[view.limit()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = view.get(i) & 0xff;
    }
    return labels;
  }

  private static void put(ByteBuffer target, StoredType type, int value) {
    switch (type) {
      case UINT8, INT8 -> target.put((byte) value);
      case INT16, UINT16 -> target.putShort((short) value);
      case INT32, UINT32 -> target.putInt(value);
      case FLOAT32 -> target.putFloat(value);
      case FLOAT64 -> target.putDouble(value);
      case INT64, UINT64 -> target.putLong(value);
    }
  }

  private static NiftiBytes file(StoredType type, int... values) {
    NiftiBytes file = NiftiBytes.single(1, ByteOrder.BIG_ENDIAN);
    file.shape(values.length, 1, 1).type(type);
    for (int value : values) {
      file.append(type.sizeBytes(), b -> put(b, type, value));
    }
    return file;
  }

  @ParameterizedTest
  @EnumSource(StoredType.class)
  void everyTypeIsReadWithItsLabelsKept(StoredType type) {
    int largest = type == StoredType.INT8 ? 127 : 255;
    try (LabelMap map = read(file(type, 0, 1, 2, largest))) {
      assertEquals(VoxelType.UINT8, map.volume().type());
      assertEquals(type, map.header().storedType());
      assertArrayEquals(new int[] {0, 1, 2, largest}, labels(map));
      assertEquals(1, memory.open());
    }
  }

  @Test
  void scalingIsAppliedBeforeLabelsAreJudged() {
    try (LabelMap map = read(file(StoredType.INT16, -3, 97, 1).scaling(2, 6))) {
      assertArrayEquals(new int[] {0, 200, 8}, labels(map));
    }
    try (LabelMap map = read(file(StoredType.UINT8, 0, 3).scaling(10, 0))) {
      assertArrayEquals(new int[] {0, 30}, labels(map));
    }
  }

  @Test
  void minusZeroIsBackground() {
    NiftiBytes file = NiftiBytes.single().shape(1, 1, 1).type(16, 32);
    try (LabelMap map = read(file.append(4, b -> b.putFloat(-0.0f)))) {
      assertArrayEquals(new int[] {0}, labels(map));
    }
  }

  private static NiftiBytes float64(double... values) {
    NiftiBytes file = NiftiBytes.single().shape(values.length, 1, 1).type(64, 64);
    return file.append(8 * values.length, b -> Arrays.stream(values).forEach(b::putDouble));
  }

  @Test
  void whatRoundingLostIsRoundedBack() {
    try (LabelMap map = read(float64(1e-30, -0.0009, 0.9991, 1.0009, 254.99999, 255.0009))) {
      assertArrayEquals(new int[] {0, 0, 1, 1, 255, 255}, labels(map));
      assertEquals(0, map.largest());
    }
    NiftiBytes scaled = NiftiBytes.single().shape(4, 1, 1).type(4, 16).scaling(1 / 3277.0, 0);
    for (int raw : new int[] {0, 3277, 2 * 3277, 9 * 3277}) {
      scaled.append(2, b -> b.putShort((short) raw));
    }
    try (LabelMap map = read(scaled)) {
      assertArrayEquals(new int[] {0, 1, 2, 9}, labels(map));
    }
  }

  @Test
  void labelsAbove255MakeTheMapForeground() {
    for (int large : new int[] {256, 257, 512, 1007, 65536}) {
      try (LabelMap map = read(file(StoredType.INT32, 0, large, 1, 255, 0))) {
        assertArrayEquals(new int[] {0, 1, 1, 1, 0}, labels(map));
        assertEquals(large, map.largest());
        assertEquals(1, memory.open());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = StoredType.class,
      names = {"INT32", "UINT32", "INT64", "UINT64", "FLOAT64"})
  void labelsUpTo31BitsAreTaken(StoredType type) {
    try (LabelMap map = read(file(type, 0, Integer.MAX_VALUE, 7))) {
      assertArrayEquals(new int[] {0, 1, 1}, labels(map));
      assertEquals(Integer.MAX_VALUE, map.largest());
    }
  }

  @Test
  void theLabelsOfTheFileAreToldWhereTheOriginalIsKept() {
    Path path = file(StoredType.UINT16, 0, 300, 1, 256).writeTo(folder.resolve("gt.nii"));
    long[] found = new long[5];
    try (LabelMap map = LabelMap.readWithOriginal(path, memory, new JdkGzipCodec(), null)) {
      map.labels(1, 3, found);
      assertArrayEquals(new long[] {300, 1, 256, 0, 0}, found);
    }
    try (LabelMap map = LabelMap.read(path, memory, new JdkGzipCodec(), null)) {
      assertThrows(IllegalStateException.class, () -> map.labels(0, 1, found));
    }
    try (LabelMap map = read(float64(3, 250))) {
      map.labels(0, 2, found);
      assertArrayEquals(new long[] {3, 250, 256, 0, 0}, found);
    }
  }

  @Test
  void refusalsSayWhatIsWrongAndWhatToDo() {
    assertRefused(-1024, "labels must not be negative, was -1024.0");
    assertRefused(-1024, "set voxels outside of lesions to 0");
    assertRefused(0.5, "labels must be whole numbers to within 0.001, was 0.5");
    assertRefused(0.5, "round or threshold the mask");
    assertRefused(Double.NaN, "--nan is about modalities only");
    assertRefused(1e10, "labels must be whole numbers up to 4294967295, was 1.0E10");
  }

  private void assertRefused(double value, String words) {
    String message =
        assertThrows(DatasetException.class, () -> read(float64(0, value))).getMessage();
    assertTrue(message.contains(words), message);
    assertTrue(message.contains("at voxel (1, 0, 0)"), message);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {-1, 0.5, 1.002, 0.998, -0.002, 1e300, -1e300, Double.NaN, 1 / 0.0, -1 / 0.0})
  void otherValuesAreRefusedWithTheirVoxel(double value) {
    NiftiBytes file = NiftiBytes.single().type(64, 64);
    file.append(
        105 * 8,
        b -> {
          b.putDouble(b.position() + 8 * (1 + 3 * (2 + 5 * 3)), value);
          b.putDouble(b.position() + 8 * (1 + 3 * (2 + 5 * 4)), -777);
        });
    String message = assertThrows(DatasetException.class, () -> read(file)).getMessage();
    assertTrue(message.contains("was " + value + " at voxel (1, 2, 3)"), message);
    assertTrue(message.contains("gt.nii"), message);
  }

  @Test
  void largeMasksAreReadWholeAndLateFaultsAreFound() {
    int count = 20001;
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = i % 251;
    }
    NiftiBytes file = NiftiBytes.single().shape(count, 1, 1).type(512, 16);
    file.append(2 * count, b -> Arrays.stream(values).forEach(v -> b.putShort((short) v)));
    try (LabelMap map = read(file)) {
      assertArrayEquals(values, labels(map));
    }
    file.with(b -> b.putShort(352 + 2 * (count - 1), (short) 300));
    try (LabelMap map = read(file)) {
      assertEquals(300, map.largest());
      assertEquals(1, labels(map)[count - 1]);
      assertEquals(0, labels(map)[251]);
      assertEquals(1, labels(map)[250]);
    }
    file.type(4, 16).with(b -> b.putShort(352 + 2 * (count - 1), (short) -300));
    String message = assertThrows(DatasetException.class, () -> read(file)).getMessage();
    assertTrue(message.contains("-300.0 at voxel (20000, 0, 0)"), message);
  }
}
