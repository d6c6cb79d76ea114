package org.ibengine.io.nifti;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.Scratch;
import org.ibengine.io.TrackedMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong, the message names the file and the value, and no memory is kept. */
class NiftiReaderFaultsTest {
  @TempDir Path folder;
  private final TrackedMemory memory = new TrackedMemory();

  @AfterEach
  void nothingStaysOpen() {
    assertEquals(0, memory.open());
  }

  private void assertRefused(Path path, String... words) {
    DatasetException e =
        assertThrows(
            DatasetException.class, () -> ImageFiles.read(path, memory, new JdkGzipCodec()));
    String message = e.getMessage();
    assertTrue(message.startsWith(e.path().toString()), message);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  private void assertRefused(NiftiBytes file, String... words) {
    assertRefused(file.writeTo(folder.resolve("bad.nii")), words);
  }

  private void assertRefused(byte[] content, String... words) {
    assertRefused(NiftiBytes.write(folder.resolve("bad.nii.gz"), content), words);
  }

  private static byte[] packed() {
    return NiftiBytes.gzip(NiftiBytes.single().appendCounting().toArray());
  }

  @Test
  void missingFilesFoldersAndEmptyFilesAreNamed() {
    assertRefused(folder.resolve("none.nii"), "no such file");
    assertRefused(folder, "is a folder");
    assertRefused(Path.of("/"), "is a folder");
    assertRefused(NiftiBytes.write(folder.resolve("empty.nii.gz"), new byte[0]), "empty");
    assertRefused(NiftiBytes.write(folder.resolve("one.nii"), new byte[] {31}), "348 bytes");
  }

  @Test
  void aFifoIsRefusedAtOnce() throws Exception {
    Path fifo = folder.resolve("fifo.nii.gz");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    assertRefused(fifo, "is a FIFO, socket or device, but a regular file is needed");
    assertRefused(Path.of("/dev/zero"), "is a FIFO, socket or device");
  }

  @Test
  void linksThatLeadNowhereNameTheirTarget() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("a.nii"), Path.of("gone.nii"));
    assertRefused(link, "is a link to gone.nii, which cannot be reached");
    Path key = Path.of("../.git/annex/objects/Xy/Zz/MD5E-s5--1.nii.gz/MD5E-s5--1.nii.gz");
    Path annex = Files.createSymbolicLink(folder.resolve("b.nii.gz"), key);
    assertRefused(annex, "is a git-annex link whose content is not here; run git annex get");
  }

  @Test
  void interruptedReadsAreToldAndKeepNothing() {
    NiftiBytes file = NiftiBytes.single().appendCounting();
    Path path = file.writeTo(folder.resolve("bad.nii"));
    Thread.currentThread().interrupt();
    try {
      assertRefused(path, "cannot be read: ClosedByInterruptException");
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void gzipCutOffAnywhereIsRefused() {
    byte[] whole = packed();
    for (int length = 2; length < whole.length; length += 5) {
      assertRefused(Arrays.copyOf(whole, length), "bad.nii.gz");
    }
    assertRefused(Arrays.copyOf(whole, whole.length - 1), "cut off");
    assertRefused(Arrays.copyOf(whole, 30), "cut off");
  }

  @Test
  void flippedBitInCompressedVoxelsOrChecksumIsRefused() {
    byte[] whole = packed();
    for (int at :
        new int[] {60, whole.length / 2, whole.length - 20, whole.length - 8, whole.length - 1}) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 0x10;
      assertRefused(flipped, "bad.nii.gz");
    }
    byte[] crc = whole.clone();
    crc[whole.length - 6] ^= 1;
    assertRefused(crc, "gzip stream is damaged", "checksum");
  }

  @Test
  void checksumBehindTheVoxelsStillCounts() {
    byte[] whole =
        NiftiBytes.gzip(NiftiBytes.single().appendCounting().append(9000, b -> {}).toArray());
    whole[whole.length - 5] ^= 1;
    assertRefused(whole, "checksum");
  }

  @Test
  void garbageBehindGzipIsRefused() {
    byte[] whole = packed();
    byte[] longer = Arrays.copyOf(whole, whole.length + 3);
    longer[whole.length + 2] = 'x';
    assertRefused(longer, "zero bytes", "0x78");
  }

  @Test
  void filesTooShortForTheirSizeAreRefusedBeforeMemoryIsAskedFor() {
    TrackedMemory small = new TrackedMemory(Scratch.BYTES);
    NiftiBytes plain = NiftiBytes.single().shape(30000, 30000, 30000).appendCounting();
    NiftiBytes.write(folder.resolve("p.nii.gz"), NiftiBytes.gzip(plain.toArray()));
    plain.writeTo(folder.resolve("p.nii"));
    for (String name : new String[] {"p.nii", "p.nii.gz"}) {
      DatasetException e =
          assertThrows(
              DatasetException.class,
              () -> ImageFiles.read(folder.resolve(name), small, new JdkGzipCodec()));
      assertTrue(e.getMessage().contains("54000000000000 bytes"), e.getMessage());
    }
    assertEquals(0, small.open());
  }

  @Test
  void voxelsThatEndEarlyAreRefusedWithBothCounts() {
    byte[] cut = Arrays.copyOf(NiftiBytes.single().appendCounting().toArray(), 561);
    assertRefused(cut, "210 bytes of voxels", "561 bytes");
    assertRefused(NiftiBytes.gzip(cut), "210 bytes of voxels", "it holds 209");
  }

  @Test
  void wrongSizesAreRefusedWithTheShape() {
    assertRefused(NiftiBytes.single().shape(3, 0, 7), "(3, 0, 7)");
    assertRefused(NiftiBytes.single().shape(3, -5, 7), "(3, -5, 7)");
    assertRefused(NiftiBytes.single().shape(3, 5, 7, 2), "(3, 5, 7, 2)", "one volume per file");
    assertRefused(NiftiBytes.single().shape(3, 5, 7, 1, 3), "(3, 5, 7, 3)");
    assertRefused(NiftiBytes.single().shape(3, 5, 7, 2, 3), "(3, 5, 7, 2, 3)");
    assertRefused(NiftiBytes.single().shape(105), "(105)");
    assertRefused(NiftiBytes.single().dim(0, 0), "dim[0]", "0");
    assertRefused(NiftiBytes.single().dim(0, 8), "dim[0]", "8");
    NiftiBytes v2 = NiftiBytes.single(2, ByteOrder.BIG_ENDIAN);
    assertRefused(v2.shape(1L << 31, 1, 1), "2147483648");
    assertRefused(v2.shape(2147483647, 2147483647, 2147483647), "2^63");
    assertRefused(v2.shape(2147483647, 2147483647, 1), "too short", "9223372028264841218");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, unknown",
    "1, 1, 1-bit binary",
    "32, 64, complex64",
    "128, 24, RGB24",
    "1536, 128, float128",
    "1792, 128, complex128",
    "2048, 256, complex256",
    "2304, 32, RGBA32",
    "17, 32, not a NIfTI type"
  })
  void typesThatAreNotRealNumbersAreRefusedByName(int code, int bits, String name) {
    assertRefused(NiftiBytes.single().type(code, bits), name, Integer.toString(code));
  }

  @Test
  void bitsThatContradictTheTypeAreRefused() {
    assertRefused(NiftiBytes.single().type(4, 32), "bitpix of INT16 voxels is 16, was 32");
  }

  @Test
  void offsetsInsideTheHeaderOrBehindTheFileAreRefused() {
    assertRefused(NiftiBytes.single().voxOffset(0).appendCounting(), "vox_offset", "352", "0.0");
    assertRefused(NiftiBytes.single().voxOffset(348).appendCounting(), "vox_offset", "348");
    assertRefused(NiftiBytes.single().voxOffset(352.5).appendCounting(), "352.5");
    assertRefused(NiftiBytes.single().voxOffset(-16).appendCounting(), "-16");
    assertRefused(NiftiBytes.single().voxOffset(Double.NaN).appendCounting(), "NaN");
    assertRefused(NiftiBytes.single().voxOffset(353).appendCounting(), "too short", "353");
    NiftiBytes v2 = NiftiBytes.single(2, ByteOrder.LITTLE_ENDIAN).appendCounting();
    assertRefused(v2.with(b -> b.putLong(168, Long.MAX_VALUE)), "vox_offset");
  }

  @Test
  void interceptMustBeFiniteWhereThereIsASlope() {
    assertRefused(NiftiBytes.single().scaling(2, Double.NaN), "scl_inter", "NaN");
  }

  @Test
  void filesThatAreNoNiftiAreRefused() {
    assertRefused(new byte[400], "348 or 540");
    assertRefused(NiftiBytes.single().magic(""), "magic", "n+1", "ANALYZE");
    assertRefused(NiftiBytes.single().magic("n+2"), "magic", "'n+2'");
    assertRefused(Arrays.copyOf(NiftiBytes.single().toArray(), 347), "348", "347");
    NiftiBytes v2 = NiftiBytes.single(2, ByteOrder.LITTLE_ENDIAN);
    assertRefused(Arrays.copyOf(v2.toArray(), 539), "540");
    assertRefused(v2.with(b -> b.put(8, new byte[] {10, 26, 10, 0})), "copy the file as binary");
  }

  @Test
  void halvesOfPairsAreMissedByName() {
    NiftiBytes header = NiftiBytes.pair(1, ByteOrder.LITTLE_ENDIAN);
    assertRefused(header.writeTo(folder.resolve("a.hdr")), "a.img", "missing");
    assertRefused(NiftiBytes.write(folder.resolve("b.img"), new byte[210]), "b.hdr");
    assertRefused(header.writeTo(folder.resolve("c.nii")), "NAME.hdr");
  }

  @Test
  void shortImageOfAPairIsNamedAsTheImage() {
    NiftiBytes.pair(1, ByteOrder.LITTLE_ENDIAN).writeTo(folder.resolve("a.hdr"));
    NiftiBytes.write(folder.resolve("a.img"), new byte[209]);
    assertRefused(folder.resolve("a.hdr"), "a.img", "209");
  }

  @Test
  void longIntegersThatDoNotFitAreNamedWithTheirVoxel() {
    for (int code : new int[] {1024, 1280}) {
      NiftiBytes file = NiftiBytes.single().type(code, 64);
      file.append(
          105 * 8,
          b -> {
            b.position(b.position() + 8 * (2 + 3 * (4 + 5 * 6)));
            b.putLong(code == 1024 ? Integer.MIN_VALUE - 1L : -1L);
          });
      String value = code == 1024 ? "-2147483649" : "18446744073709551615";
      assertRefused(file, value, "(2, 4, 6)");
    }
  }
}
