package org.ibengine.io.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.ChannelChoice;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageInput;
import org.ibengine.io.TrackedMemory;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes that follow each other in one file: NIfTI with a fourth axis. */
class ChannelsTest {
  private static final GzipCodec GZIP = new JdkGzipCodec();
  private static final int VOXELS = 3 * 5 * 2;
  private static final int CHANNELS = 4;

  @TempDir Path folder;
  private final TrackedMemory memory = new TrackedMemory();

  @AfterEach
  void nothingStaysOpen() {
    assertEquals(0, memory.open());
  }

  /** Voxel i of all has the value i. */
  private static byte[] content(ByteOrder order) {
    return NiftiBytes.single(1, order)
        .shape(3, 5, 2, CHANNELS)
        .append(
            2 * VOXELS * CHANNELS,
            b ->
                IntStream.range(0, VOXELS * CHANNELS)
                    .forEach(i -> b.putShort(352 + 2 * i, (short) i)))
        .toArray();
  }

  private Path file(String name) {
    byte[] plain = content(name.startsWith("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return NiftiBytes.write(
        folder.resolve(name), name.endsWith(".gz") ? NiftiBytes.gzip(plain) : plain);
  }

  private static int[] expected(int channel) {
    return IntStream.range(channel * VOXELS, (channel + 1) * VOXELS).toArray();
  }

  private static int[] voxels(Image image) {
    return IntStream.range(0, VOXELS)
        .map(i -> image.volume().data().view(2L * i, 2).getShort(0))
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.nii", "a.nii.gz", "big.nii", "big.nii.gz"})
  void everyChannelIsAVolumeOfItsOwn(String name) {
    Path path = file(name);
    for (int channel = 0; channel < CHANNELS; channel++) {
      ImageInput input = ImageInput.of(path, channel);
      try (Image image = ImageFiles.read(input, memory, GZIP, null)) {
        assertEquals(new Size3(3, 5, 2), image.volume().size());
        assertArrayEquals(expected(channel), voxels(image));
      }
      int[] seen = new int[VOXELS];
      int[] at = {0};
      ImageFiles.stream(
          input,
          GZIP,
          (raw, count) -> {
            for (int i = 0; i < count; i++) {
              seen[at[0]++] = (int) raw[i];
            }
          });
      assertArrayEquals(expected(channel), seen);
    }
  }

  @ParameterizedTest
  @CsvSource({"a.nii, 0, 3", "a.nii, 1, 2", "a.nii.gz, 0, 1", "a.nii.gz, 2, 3"})
  void severalChannelsAreReadAndDigestedInOnePass(String name, int one, int other)
      throws Exception {
    Path path = file(name);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    List<Image> images = ImageFiles.read(path, ChannelChoice.of(one, other), memory, GZIP, digest);
    assertArrayEquals(expected(one), voxels(images.get(0)));
    assertArrayEquals(expected(other), voxels(images.get(1)));
    images.forEach(Image::close);
    byte[] whole = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
    assertArrayEquals(whole, digest.digest());
  }

  @Test
  void theHeaderTellsHowManyThereAre() {
    Path path = file("a.nii");
    ImageHeader header = ImageFiles.readCheckedHeader(ImageInput.of(path, 0), GZIP);
    assertEquals(CHANNELS, header.channels());
    assertEquals(2 * VOXELS, header.voxelBytes());
    Path vector = NiftiBytes.single().shape(3, 5, 2, 1, 3).writeTo(folder.resolve("v.nii"));
    assertEquals(3, ImageFiles.readHeader(ImageInput.of(vector, 2), GZIP).channels());
  }

  @Test
  void whereOneVolumeIsMeantAFileOfSeveralIsRefused() {
    Path path = file("a.nii");
    for (ImageInput input : List.of(ImageInput.only(path), ImageInput.of(path, CHANNELS))) {
      String message =
          assertThrows(DatasetException.class, () -> ImageFiles.read(input, memory, GZIP, null))
              .getMessage();
      String expected =
          input.channel().isEmpty()
              ? ": one 3D volume is needed, shape was (3, 5, 2, 4); save one volume per file"
              : ": has 4 channels, numbered from 0; there is no channel 4";
      assertEquals(path + expected, message);
      assertEquals(
          message,
          assertThrows(DatasetException.class, () -> ImageFiles.readCheckedHeader(input, GZIP))
              .getMessage());
    }
  }

  @Test
  void aCutLastChannelShowsInWhicheverChannelIsRead() {
    byte[] whole = content(ByteOrder.LITTLE_ENDIAN);
    for (byte[] cut :
        List.of(
            Arrays.copyOf(whole, whole.length - 1),
            NiftiBytes.gzip(Arrays.copyOf(whole, whole.length - 1)))) {
      Path path = NiftiBytes.write(folder.resolve("cut.nii.gz"), cut);
      assertThrows(
          DatasetException.class,
          () -> ImageFiles.read(ImageInput.of(path, 0), memory, GZIP, null));
    }
  }

  @Test
  void channelsAreGivenOnceAndInOrder() {
    assertThrows(IllegalArgumentException.class, () -> ChannelChoice.of(1, 1));
    assertThrows(IllegalArgumentException.class, () -> ChannelChoice.of(2, 1));
    assertThrows(IllegalArgumentException.class, () -> ImageInput.of(folder, -1));
  }
}
