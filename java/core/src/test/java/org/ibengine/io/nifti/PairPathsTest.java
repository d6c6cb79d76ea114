package org.ibengine.io.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.TrackedMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pairs as the reader meets them; what is missing is in {@link NiftiReaderFaultsTest}. */
class PairPathsTest {
  private static final GzipCodec GZIP = new JdkGzipCodec();

  @TempDir Path folder;
  private final TrackedMemory memory = new TrackedMemory();

  @AfterEach
  void nothingStaysOpen() {
    assertEquals(0, memory.open());
  }

  @Test
  void pairsAreReadByEitherNameEachHalfPackedOrNot() {
    for (int version : new int[] {1, 2}) {
      NiftiBytes whole = NiftiBytes.single(version, ByteOrder.BIG_ENDIAN).appendCounting();
      byte[] header = NiftiBytes.pair(version, ByteOrder.BIG_ENDIAN).toArray();
      byte[] image = Arrays.copyOfRange(whole.toArray(), version == 1 ? 352 : 544, 754);
      image = Arrays.copyOf(image, 210);
      for (int packed = 0; packed < 4; packed++) {
        Path pair = folder.resolve("v" + version + "p" + packed);
        Path hdr = half(pair, "hdr", header, (packed & 1) != 0);
        Path img = half(pair, "img", image, (packed & 2) != 0);
        assertPair(hdr, hdr, img);
        assertPair(img, hdr, img);
      }
    }
  }

  private static Path half(Path pair, String extension, byte[] content, boolean packed) {
    Path path = pair.resolveSibling(pair.getFileName() + "." + extension + (packed ? ".gz" : ""));
    return NiftiBytes.write(path, packed ? NiftiBytes.gzip(content) : content);
  }

  private void assertPair(Path named, Path hdr, Path img) {
    try (Image image = ImageFiles.read(named, memory, GZIP)) {
      assertEquals(hdr, image.header().path());
      assertEquals(img, image.header().details().voxels().first());
      assertEquals(104, image.volume().data().view(208, 2).getShort(0));
    }
  }

  @Test
  void digestOfPairSeesHeaderThenImage() throws Exception {
    byte[] header = NiftiBytes.pair(1, ByteOrder.LITTLE_ENDIAN).toArray();
    Path hdr = NiftiBytes.write(folder.resolve("a.hdr"), header);
    Path img = NiftiBytes.write(folder.resolve("a.img"), new byte[300]);
    MessageDigest seen = MessageDigest.getInstance("SHA-256");
    ImageFiles.read(img, memory, GZIP, seen).close();
    MessageDigest expected = MessageDigest.getInstance("SHA-256");
    expected.update(Files.readAllBytes(hdr));
    expected.update(Files.readAllBytes(img));
    assertArrayEquals(expected.digest(), seen.digest());
  }

  @Test
  void halvesPackedLikeTheNamedOneGoFirstAndCapitalsStayCapitals() {
    for (String name : new String[] {"A.HDR", "A.IMG", "A.IMG.gz"}) {
      NiftiBytes.write(folder.resolve(name), new byte[1]);
    }
    assertEquals(folder.resolve("A.IMG"), PairPaths.imageOf(folder.resolve("A.HDR")));
    assertEquals(folder.resolve("A.HDR"), PairPaths.headerOf(folder.resolve("A.IMG.gz")));
    assertEquals(folder.resolve("A.IMG.gz"), PairPaths.imageOf(folder.resolve("A.HDR.gz")));
    assertEquals(folder.resolve("img.nii"), PairPaths.headerOf(folder.resolve("img.nii")));
  }
}
