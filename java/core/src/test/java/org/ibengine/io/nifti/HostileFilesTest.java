package org.ibengine.io.nifti;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.HeaderSummary;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.LengthUnit;
import org.ibengine.io.TrackedMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are something else, or far more, than they say. */
class HostileFilesTest {
  private static final GzipCodec GZIP = new JdkGzipCodec();
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private final TrackedMemory memory = new TrackedMemory();

  @AfterEach
  void nothingStaysOpen() {
    assertEquals(0, memory.open());
  }

  private Path file(byte[] content) {
    return NiftiBytes.write(folder.resolve("x.nii.gz"), content);
  }

  private String refusal(byte[] content) {
    Path path = file(content);
    String read =
        assertThrows(DatasetException.class, () -> ImageFiles.read(path, memory, GZIP))
            .getMessage();
    String streamed =
        assertThrows(
                DatasetException.class, () -> ImageFiles.stream(path, GZIP, (raw, count) -> {}))
            .getMessage();
    assertEquals(read, streamed);
    return read;
  }

  private static void assertHolds(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), text);
    }
  }

  private static byte[] withRest(int bytes) {
    return NiftiBytes.single().appendCounting().append(bytes, b -> {}).toArray();
  }

  @Test
  void oneMebibyteBehindTheVoxelsIsIgnored() {
    for (byte[] content : new byte[][] {withRest(MIB), NiftiBytes.gzip(withRest(MIB))}) {
      ImageFiles.read(file(content), memory, GZIP).close();
      ImageFiles.stream(file(content), GZIP, (raw, count) -> {});
    }
  }

  @Test
  void moreThanThatIsRefusedWithBothSizesWhetherHashedOrNot() throws Exception {
    byte[] plain = withRest(MIB + 1);
    String message = refusal(plain);
    assertHolds(message, "promises 210 bytes of voxels", "562 bytes in all", "holds 1049139;");
    assertHolds(refusal(NiftiBytes.gzip(plain)), "holds more than 1049138, inflated");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Path path = file(plain);
    assertThrows(DatasetException.class, () -> ImageFiles.read(path, memory, GZIP, digest));
  }

  @Test
  void aBombIsNotInflatedToItsEnd() {
    byte[] bomb = NiftiBytes.gzip(withRest(64 * MIB));
    bomb[bomb.length - 5] ^= 1; // whoever gets there finds a wrong checksum
    assertHolds(refusal(bomb), "562 bytes in all", "no more than 1 MiB may follow");
  }

  @Test
  void aBombOfAHeaderOfAPairIsRefused() {
    byte[] header = NiftiBytes.pair(1, ByteOrder.LITTLE_ENDIAN).append(2 * MIB, b -> {}).toArray();
    Path hdr = NiftiBytes.write(folder.resolve("a.hdr"), NiftiBytes.gzip(header));
    NiftiBytes.write(folder.resolve("a.img"), new byte[210]);
    DatasetException e =
        assertThrows(DatasetException.class, () -> ImageFiles.read(hdr, memory, GZIP));
    assertHolds(e.getMessage(), "a.hdr", "the header of a pair ends");
  }

  @Test
  void aPromiseOfATerabyteInAKilobyteIsRefusedBeforeMemoryIsAskedFor() {
    NiftiBytes file =
        NiftiBytes.single(2, ByteOrder.LITTLE_ENDIAN).shape(1 << 14, 1 << 13, 1 << 13);
    byte[] content = file.append(480, b -> {}).toArray();
    for (byte[] bytes : new byte[][] {content, NiftiBytes.gzip(content)}) {
      assertHolds(refusal(bytes), "too short", "2199023255552 bytes of voxels");
      Path path = file(bytes);
      assertThrows(DatasetException.class, () -> ImageFiles.readCheckedHeader(path, GZIP));
    }
  }

  @Test
  void offsetsBeyondAnyExtensionAreRefused() {
    NiftiBytes file = NiftiBytes.single(2, ByteOrder.LITTLE_ENDIAN).appendCounting();
    assertHolds(
        refusal(NiftiBytes.gzip(file.voxOffset((1 << 28) + 16).toArray())),
        "vox_offset must be a whole number of at least 544 and at most 268435456");
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void gzipInsideGzipIsToldAsSuch() {
    byte[] twice = NiftiBytes.gzip(NiftiBytes.gzip(withRest(5000)));
    assertHolds(refusal(twice), "is not a NIfTI file but gzip inside gzip; inflate it once more");
  }

  @ParameterizedTest
  @CsvSource({
    "/annex/objects/MD5E-s23--ab.nii.gz, git-annex pointer",
    "../../.git/annex/objects/Q0/kW/MD5E-s2--1.nii.gz/MD5E-s2--1.nii.gz, git annex get",
    "version https://git-lfs.github.com/spec/v1, git lfs pull",
    "'  <!DOCTYPE html><html>404</html>', HTML page",
    "<HTML><head>, HTML page",
    "'<!-- saved --><html>', HTML",
    "'\u00ef\u00bb\u00bf<!DOCTYPE html>', HTML page",
    "'<head><title>302 Found</title>', HTML",
    "'version https://hawser.github.com/spec/v1', Git LFS",
    "<?xml version='1.0'?><Error/>, XML",
    "{\"message\":1}, JSON",
    "NRRD0005, NRRD",
    "ObjectType = Image, MetaImage",
    "BZh91AY, bunzip2"
  })
  void pointersPagesAndOtherTextsAreNamed(String content, String words) {
    assertHolds(refusal(latin(content)), "is not a NIfTI file but", words);
    assertHolds(refusal(latin(content + " ".repeat(500))), words);
  }

  @Test
  void archivesAndOtherFormatsAreNamed() {
    String[][] starts = {
      {"PK\u0003\u0004", "zip archive"},
      {"PK\u0005\u0006", "empty zip archive"},
      {"\u00fd7zXZ\u0000", "unxz"},
      {"(\u00b5/\u00fd", "unzstd"},
      {"\u0089HDF\r\n", "HDF5"},
      {"CDF\u0001", "MINC"},
      {"\u0093NUMPY", "numpy"},
      {"\u0000\u0000\u0000\u0001\u0000\u0000", "MGH"},
      {"\u0000".repeat(128) + "DICM", "DICOM"},
      {"a".repeat(257) + "ustar", "tar archive"}
    };
    for (String[] start : starts) {
      byte[] content = Arrays.copyOf(latin(start[0]), 600);
      assertHolds(refusal(content), start[1]);
      assertHolds(refusal(NiftiBytes.gzip(content)), start[1]);
    }
  }

  @Test
  void aHeaderIsSummedUpThoughItsVolumeIsNotRead() {
    NiftiBytes film =
        NiftiBytes.single().shape(3, 5, 7, 2).pixdim(1, 1500, 2500, 3000, 0.8).units(3).codes(0, 0);
    HeaderSummary summary =
        ImageFiles.summary(file(film.description("run 1").append(420, b -> {}).toArray()), GZIP);
    assertEquals("[3, 5, 7, 2]", summary.shape().toString());
    assertEquals("[1.5, 2.5, 3.0, 0.800000011920929]", summary.spacing().toString());
    assertEquals("int16", summary.typeName());
    assertEquals(LengthUnit.MICRON, summary.lengthUnit());
    assertEquals("run 1", summary.description());
    assertTrue(summary.otherKind());
    assertEquals(Optional.empty(), summary.damage());
    assertTrue(summaryOf(NiftiBytes.single().type(128, 24)).otherKind());
    assertTrue(summaryOf(NiftiBytes.single().shape(9)).otherKind());
    assertEquals("RGB24", summaryOf(NiftiBytes.single().type(128, 24)).typeName());
    assertFalse(summaryOf(NiftiBytes.single()).otherKind());
    assertFalse(summaryOf(NiftiBytes.single().shape(3, 0, 7, 2)).otherKind());
    assertFalse(summaryOf(NiftiBytes.single().type(77, 8)).otherKind());
  }

  @Test
  void damageOfAFileThatIsNotReadIsTold() {
    byte[] film = NiftiBytes.single().shape(3, 5, 7, 2).append(420, b -> {}).toArray();
    assertEquals(Optional.empty(), damage(film));
    assertEquals(Optional.empty(), damage(NiftiBytes.gzip(film)));
    byte[] cut = Arrays.copyOf(film, film.length - 1);
    assertHolds(damage(cut).orElseThrow(), "cut off", "up to byte 772", "has 771 bytes");
    assertHolds(damage(NiftiBytes.gzip(cut)).orElseThrow(), "cut off", "up to byte 772");
    byte[] flipped = NiftiBytes.gzip(film);
    flipped[flipped.length - 5] ^= 1; // of the checksum
    assertHolds(damage(flipped).orElseThrow(), "the gzip stream is damaged");
    byte[] vast = NiftiBytes.single().shape(32767, 32767, 32767, 32767, 32767, 3).toArray();
    assertHolds(damage(NiftiBytes.gzip(vast)).orElseThrow(), "cut off", "or more");
    byte[] axes = NiftiBytes.single().shape(3, 5, 7, 2).dim(0, 300).append(420, b -> {}).toArray();
    assertEquals(Optional.empty(), damage(axes)); // seven are all there is room for
  }

  @Test
  void aHeaderWithoutMagicIsReadToTheEndOfItsStream() {
    byte[] analyze = NiftiBytes.pair(1, ByteOrder.LITTLE_ENDIAN).shape(9).magic("").toArray();
    assertEquals(Optional.empty(), damage(NiftiBytes.gzip(analyze)));
    byte[] flipped = NiftiBytes.gzip(analyze);
    flipped[flipped.length - 5] ^= 1;
    assertHolds(damage(flipped).orElseThrow(), "the gzip stream is damaged");
  }

  @Test
  void theOtherHalfOfAPairIsReadToo() {
    byte[] header =
        NiftiBytes.pair(1, ByteOrder.LITTLE_ENDIAN).shape(3, 5, 7).type(128, 24).toArray();
    Path hdr = NiftiBytes.write(folder.resolve("c.hdr"), header);
    assertHolds(ImageFiles.summary(hdr, GZIP).damage().orElseThrow(), "half of a .hdr/.img pair");
    NiftiBytes.write(folder.resolve("c.img"), new byte[314]);
    assertHolds(ImageFiles.summary(hdr, GZIP).damage().orElseThrow(), "cut off", "up to byte 315");
    NiftiBytes.write(folder.resolve("c.img"), new byte[315]);
    assertEquals(Optional.empty(), ImageFiles.summary(hdr, GZIP).damage());
  }

  private Optional<String> damage(byte[] content) {
    HeaderSummary summary = ImageFiles.summary(file(content), GZIP);
    assertTrue(summary.otherKind());
    return summary.damage();
  }

  private HeaderSummary summaryOf(NiftiBytes file) {
    return ImageFiles.summary(file(file.toArray()), GZIP);
  }
}
