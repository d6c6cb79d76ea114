package org.ibengine.io.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.StoredType;
import org.ibengine.io.TrackedMemory;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NiftiReaderTest {
  private static final int VOXELS = 3 * 5 * 7;
  private static final GzipCodec GZIP = new JdkGzipCodec();

  @TempDir Path folder;
  private final TrackedMemory memory = new TrackedMemory();

  @AfterEach
  void nothingStaysOpen() {
    assertEquals(0, memory.open());
  }

  private Image read(Path path) {
    return ImageFiles.read(path, memory, GZIP);
  }

  private static byte[] voxels(Image image) {
    byte[] bytes = new byte[(int) image.volume().sizeBytes()];
    image.volume().data().view(0, bytes.length).get(bytes);
    return bytes;
  }

  /** Every byte of every voxel differs from its neighbours. */
  private static long bits(int voxel) {
    return 0x8182_8384_8586_8788L + voxel * 0x0102_0304_0506_0709L;
  }

  private static void put(ByteBuffer target, int voxel, int voxelBytes) {
    switch (voxelBytes) {
      case 1 -> target.put((byte) bits(voxel));
      case 2 -> target.putShort((short) bits(voxel));
      case 4 -> target.putInt((int) bits(voxel));
      default -> target.putLong(bits(voxel));
    }
  }

  static Stream<Arguments> everyTypeVersionAndOrder() {
    return Stream.of(VoxelType.values())
        .filter(type -> type != VoxelType.FLOAT16) // of no file
        .flatMap(
            type ->
                Stream.of(1, 2)
                    .flatMap(
                        version ->
                            Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
                                .map(order -> Arguments.of(type, version, order))));
  }

  @ParameterizedTest
  @MethodSource("everyTypeVersionAndOrder")
  void everyBitOfEveryTypeArrivesInNativeOrder(VoxelType type, int version, ByteOrder order) {
    int voxelBytes = type.sizeBytes();
    byte[] file =
        NiftiBytes.single(version, order)
            .type(StoredType.of(type))
            .append(VOXELS * voxelBytes, b -> putAll(b, voxelBytes))
            .toArray();
    ByteBuffer expected = ByteBuffer.allocate(VOXELS * voxelBytes).order(ByteOrder.LITTLE_ENDIAN);
    putAll(expected, voxelBytes);
    // The second name lies about its content, as names do.
    for (Path path :
        new Path[] {
          NiftiBytes.write(folder.resolve("plain.nii"), file),
          NiftiBytes.write(folder.resolve("packed.nii"), NiftiBytes.gzip(file)),
          NiftiBytes.write(folder.resolve("plain.nii.gz"), file)
        }) {
      try (Image image = read(path)) {
        assertEquals(type, image.volume().type());
        assertEquals(new Size3(3, 5, 7), image.volume().size());
        assertEquals("NIfTI-" + version, image.header().details().format().toString());
        assertEquals(order, image.header().details().byteOrder());
        assertArrayEquals(expected.array(), voxels(image));
      }
    }
  }

  private static void putAll(ByteBuffer target, int voxelBytes) {
    for (int i = 0; i < VOXELS; i++) {
      put(target, i, voxelBytes);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = StoredType.class,
      names = {"INT64", "UINT64"})
  void longIntegersThatFitBecomeInt32(StoredType type) {
    int[] values = {0, 1, Integer.MAX_VALUE, type == StoredType.INT64 ? Integer.MIN_VALUE : 7};
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      NiftiBytes file = NiftiBytes.single(1, order).shape(2, 2, 1).type(type);
      for (int value : values) {
        file.append(8, b -> b.putLong(value));
      }
      try (Image image = read(file.writeTo(folder.resolve("long.nii")))) {
        assertEquals(VoxelType.INT32, image.volume().type());
        assertEquals(type, image.header().storedType());
        int[] narrowed = new int[4];
        image.volume().data().view(0, 16).asIntBuffer().get(narrowed);
        assertArrayEquals(values, narrowed);
      }
    }
  }

  @Test
  void axesOfSizeOneBehindTheThirdAreDroppedAndFlatImagesGetOne() {
    NiftiBytes deep = NiftiBytes.single().shape(3, 5, 7, 1, 1, 1, 1).appendCounting();
    try (Image image = read(deep.writeTo(folder.resolve("deep.nii")))) {
      assertEquals(new Size3(3, 5, 7), image.volume().size());
    }
    NiftiBytes flat = NiftiBytes.single().shape(15, 7).dim(3, 99).appendCounting();
    try (Image image = read(flat.writeTo(folder.resolve("flat.nii")))) {
      assertEquals(new Size3(15, 7, 1), image.volume().size());
    }
  }

  @Test
  void extensionsBeforeAndBytesBehindTheVoxelsArePassedOver() {
    NiftiBytes file =
        NiftiBytes.single().voxOffset(400).append(48, b -> b.putInt(1)).appendCounting();
    byte[] bytes = file.append(1000, b -> b.putInt(-1)).toArray();
    for (byte[] content : new byte[][] {bytes, NiftiBytes.gzip(bytes)}) {
      try (Image image = read(NiftiBytes.write(folder.resolve("x.nii"), content))) {
        assertEquals(400, image.header().details().voxels().skip());
        assertEquals(0, image.volume().data().view(0, 2).getShort(0));
        assertEquals(104, image.volume().data().view(208, 2).getShort(0));
      }
    }
  }

  @Test
  void severalGzipMembersAreOneFile() {
    byte[] file = NiftiBytes.single().appendCounting().toArray();
    byte[] packed = {};
    for (int[] range : new int[][] {{0, 100}, {100, 100}, {100, 353}, {353, 562}}) {
      byte[] part = NiftiBytes.gzip(Arrays.copyOfRange(file, range[0], range[1]));
      int end = packed.length;
      packed = Arrays.copyOf(packed, end + part.length);
      System.arraycopy(part, 0, packed, end, part.length);
    }
    try (Image image = read(NiftiBytes.write(folder.resolve("members.nii.gz"), packed))) {
      assertEquals(104, image.volume().data().view(208, 2).getShort(0));
    }
  }

  @Test
  void scalingIsKeptBesideRawVoxels() {
    assertScaling(NiftiBytes.single().scaling(0.5, -3), 0.5, -3, true);
    assertScaling(NiftiBytes.single().scaling(1, 2), 1, 2, true);
    assertScaling(NiftiBytes.single(2, ByteOrder.BIG_ENDIAN).scaling(0.1, 0), 0.1, 0, true);
  }

  @Test
  void slopeOfZeroOrNaNOrInfinityMeansNoScaling() {
    for (double slope : new double[] {0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY}) {
      assertScaling(NiftiBytes.single().scaling(slope, 5), 1, 0, false);
      assertScaling(NiftiBytes.single().scaling(slope, Double.NaN), 1, 0, false);
    }
  }

  private void assertScaling(NiftiBytes file, double slope, double intercept, boolean scaled) {
    ImageHeader header =
        ImageFiles.readHeader(file.appendCounting().writeTo(folder.resolve("s.nii")), GZIP);
    assertEquals(slope, header.slope());
    assertEquals(intercept, header.intercept());
    assertEquals(scaled, header.isScaled());
  }

  @Test
  void headerAloneIsReadWithoutVoxels() {
    NiftiBytes file =
        NiftiBytes.single(2, ByteOrder.BIG_ENDIAN)
            .description("hä\nround")
            .codes(2, 3)
            .sform(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
    ImageHeader header = ImageFiles.readHeader(file.writeTo(folder.resolve("h.nii")), GZIP);
    assertEquals("hä?round", header.details().description());
    assertEquals(Map.of("sform", 2, "qform", 3), header.details().codes());
    assertEquals(544, header.details().voxels().skip());
    assertFalse(header.isScaled());
  }

  @Test
  void digestSeesTheFileAsItLiesOnDisk() throws Exception {
    byte[] file = NiftiBytes.single().appendCounting().append(5000, b -> b.putInt(9)).toArray();
    for (byte[] content : new byte[][] {file, NiftiBytes.gzip(file)}) {
      MessageDigest seen = MessageDigest.getInstance("SHA-256");
      Path path = NiftiBytes.write(folder.resolve("d.nii"), content);
      ImageFiles.read(path, memory, GZIP, seen).close();
      assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(content), seen.digest());
    }
  }

  @Test
  void filesLargerThanAChunkArriveWhole() {
    int side = 96; // 96³ int32 are 3.4 MiB, several chunks and pieces
    NiftiBytes file =
        NiftiBytes.single(1, ByteOrder.BIG_ENDIAN).shape(side, side, side).type(8, 32);
    int voxels = side * side * side;
    file.append(
        4 * voxels,
        b -> {
          for (int i = 0; i < voxels; i++) {
            b.putInt(i * 2654435);
          }
        });
    byte[] plain = file.toArray();
    for (byte[] content : new byte[][] {plain, NiftiBytes.gzip(plain)}) {
      try (Image image = read(NiftiBytes.write(folder.resolve("l.nii"), content))) {
        ByteBuffer view = image.volume().data().view(0, 4 * voxels);
        boolean equal = true;
        for (int i = 0; i < voxels; i++) {
          equal &= view.getInt(4 * i) == i * 2654435;
        }
        assertTrue(equal);
      }
    }
  }
}
