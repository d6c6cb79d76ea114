package org.ibengine.io.nifti;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.TrackedMemory;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/**
 * Scans of real patients, where {@code IB_TEST_DATA} names their folder. The literals are nibabel's
 * affine and the first six bytes of SHA-256 over its raw voxels, x fastest.
 */
class RealScansTest {
  private final TrackedMemory memory = new TrackedMemory(1 << 26);

  private Image read(String name) {
    String folder = System.getenv("IB_TEST_DATA");
    assumeTrue(folder != null, "IB_TEST_DATA is not set: no real scans to read");
    return ImageFiles.read(Path.of(folder, name), memory, new JdkGzipCodec());
  }

  private static void assertVoxels(String sha256, VoxelType type, Image image) throws Exception {
    assertEquals(type, image.volume().type());
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(image.volume().data().view(0, (int) image.volume().sizeBytes()));
    assertEquals(sha256, HexFormat.of().formatHex(digest.digest(), 0, 6));
  }

  @Test
  void floatsWithQformOnly() throws Exception {
    try (Image image = read("ms/patient07/FLAIR.nii.gz")) {
      assertEquals(new Size3(182, 218, 182), image.volume().size());
      assertEquals(
          Affine.of(-1, 0, 0, 90, 0, 1, 0, -126, 0, 0, 1, -72), image.header().geometry().affine());
      assertVoxels("9b7091f8ba96", VoxelType.FLOAT32, image);
    }
  }

  @Test
  void unsignedShortsWithObliqueSform() throws Exception {
    try (Image image = read("mismatch/patient12/FLAIR.nii.gz")) {
      assertEquals(
          new Spacing(0.7187501192092896, 0.7187498807907104, 2.9999969005584717),
          image.header().geometry().spacing());
      assertEquals(
          Affine.of(
              -0.7182340025901794,
              7.025966770015657E-4,
              0.11363166570663452,
              110.2229995727539,
              -0.0028861856553703547,
              -0.7164279818534851,
              -0.24064365029335022,
              118.85800170898438,
              0.027079978957772255,
              -0.05772217735648155,
              2.9881701469421387,
              -41.124900817871094),
          image.header().geometry().affine());
      assertVoxels("ff7576d52b75", VoxelType.UINT16, image);
    }
  }

  @Test
  void intsOfAChest() throws Exception {
    try (Image image = read("ct/ct_thorax.nii.gz")) {
      assertVoxels("7fc9e1b8361f", VoxelType.INT32, image);
    }
  }

  @Test
  void lesionMask() throws Exception {
    try (Image image = read("ms/patient07/GT.nii.gz")) {
      assertVoxels("919662e7806f", VoxelType.UINT8, image);
    }
  }
}
