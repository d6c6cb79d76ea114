package org.ibengine.io.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.TrackedMemory;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NiftiWriterTest {
  private static final GzipCodec GZIP = new JdkGzipCodec();
  // Exact in float32, so that a round trip gives the same geometry.
  private static final Affine OBLIQUE = Affine.of(0, -1.5, 0, 90.5, 0.75, 0, 0, -3, 0, 0, 4, 7.25);

  @TempDir Path folder;
  private final TrackedMemory memory = new TrackedMemory(1 << 26);

  private static Geometry geometry(int x, int y, int z) {
    return new Geometry(new Size3(x, y, z), new Spacing(0.75, 1.5, 4), OBLIQUE);
  }

  private Volume random(Geometry geometry, VoxelType type) {
    HostBuffer data = memory.allocate(geometry.size().voxels() * type.sizeBytes());
    byte[] bytes = new byte[(int) data.sizeBytes()];
    new Random(11).nextBytes(bytes);
    data.view(0, bytes.length).put(bytes);
    return new Volume(geometry.size(), type, data);
  }

  /** Every row differs from its neighbours, and yet it deflates fast. */
  private Volume striped(Geometry geometry) {
    byte[] row = new byte[geometry.size().x()];
    int rows = geometry.size().y() * geometry.size().z();
    HostBuffer data = memory.allocate(geometry.size().voxels());
    for (int i = 0; i < rows; i++) {
      Arrays.fill(row, (byte) (i * 31));
      row[i % row.length] = (byte) i;
      data.view((long) i * row.length, row.length).put(row);
    }
    return new Volume(geometry.size(), VoxelType.UINT8, data);
  }

  @ParameterizedTest
  @EnumSource(value = VoxelType.class, mode = EnumSource.Mode.EXCLUDE, names = "FLOAT16")
  void everyTypeComesBackBitForBit(VoxelType type) {
    Geometry geometry = geometry(3, 5, 7);
    Volume volume = random(geometry, type);
    for (String name : List.of("a.nii", "a.nii.gz", "A.NII.GZ")) {
      Path path = folder.resolve(name);
      NiftiWriter.write(path, geometry, volume, GZIP);
      try (Image image = ImageFiles.read(path, memory, GZIP)) {
        assertEquals(geometry, image.header().geometry());
        assertEquals(type, image.volume().type());
        assertFalse(image.header().isScaled());
        int bytes = (int) volume.sizeBytes();
        assertEquals(volume.data().view(0, bytes), image.volume().data().view(0, bytes));
      }
    }
  }

  @Test
  void headerIsWhatNibabelWritesForTheSameImage() {
    ByteBuffer header = ByteBuffer.allocate(360).order(ByteOrder.BIG_ENDIAN).position(4);
    NiftiWriter.putHeader(header, geometry(3, 5, 7), VoxelType.UINT16);
    assertEquals(356, header.position());
    assertEquals(ByteOrder.BIG_ENDIAN, header.order());
    byte[] expected =
        NiftiBytes.single()
            .type(512, 16)
            .pixdim(1, 0.75, 1.5, 4, 1, 1, 1, 1)
            .codes(2, 0)
            .sform(OBLIQUE.toArray())
            .with(b -> b.put(123, (byte) 2))
            .toArray();
    byte[] actual = new byte[352];
    header.get(4, actual);
    assertArrayEquals(expected, actual);
  }

  @Test
  void largeVolumesBecomeSeveralMembersOfOneFile() throws IOException {
    Geometry geometry = geometry(257, 257, 257); // 17 million bytes, more than one member
    Volume volume = striped(geometry);
    for (String name : List.of("l.nii", "l.nii.gz")) {
      Path path = folder.resolve(name);
      NiftiWriter.write(path, geometry, volume, GZIP);
      try (Image image = ImageFiles.read(path, memory, GZIP)) {
        int bytes = (int) volume.sizeBytes();
        assertEquals(volume.data().view(0, bytes), image.volume().data().view(0, bytes));
      }
    }
    assertEquals(352 + 257 * 257 * 257, Files.size(folder.resolve("l.nii")));
  }

  @Test
  void existingFilesAreReplacedAndNothingElseStays() throws IOException {
    Path path = NiftiBytes.write(folder.resolve("a.nii"), new byte[] {1});
    NiftiWriter.write(path, geometry(3, 5, 7), random(geometry(3, 5, 7), VoxelType.INT8), GZIP);
    assertEquals(352 + 105, Files.size(path));
    assertEquals(List.of("a.nii"), names());
  }

  @Test
  void failuresNameTheFileAndLeaveNothing() throws IOException {
    Volume volume = random(geometry(3, 5, 7), VoxelType.INT8);
    Path missing = folder.resolve("none").resolve("a.nii");
    assertFails(missing, volume, "no such file or folder");
    Files.createDirectories(folder.resolve("taken.nii").resolve("full"));
    assertFails(folder.resolve("taken.nii"), volume, "cannot be written: Is a directory");
    assertEquals(List.of("taken.nii"), names());
  }

  private static void assertFails(Path path, Volume volume, String word) {
    DatasetException e =
        assertThrows(
            DatasetException.class, () -> NiftiWriter.write(path, geometry(3, 5, 7), volume, GZIP));
    assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(word), e.getMessage());
  }

  @Test
  void badMemoryLeavesNothingEither() throws IOException {
    Volume volume = random(geometry(3, 5, 7), VoxelType.INT8);
    volume.data().close();
    for (String name : List.of("a.nii", "a.nii.gz")) {
      assertThrows(
          IllegalStateException.class,
          () -> NiftiWriter.write(folder.resolve(name), geometry(3, 5, 7), volume, GZIP));
    }
    assertEquals(List.of(), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void axesTooLongForNiftiOneAreRefused() {
    Geometry geometry = geometry(32768, 1, 1);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> NiftiWriter.putHeader(ByteBuffer.allocate(352), geometry, VoxelType.UINT8));
    assertTrue(e.getMessage().contains("32767"), e.getMessage());
    assertTrue(e.getMessage().contains("(32768, 1, 1)"), e.getMessage());
  }

  @Test
  void otherNamesAndOtherSizesAreRefused() {
    Volume volume = random(geometry(3, 5, 7), VoxelType.INT8);
    for (String name : List.of("a.mha", "nii", "a.gz")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> NiftiWriter.write(folder.resolve(name), geometry(3, 5, 7), volume, GZIP));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> NiftiWriter.write(folder.resolve("a.nii"), geometry(3, 7, 5), volume, GZIP));
  }
}
