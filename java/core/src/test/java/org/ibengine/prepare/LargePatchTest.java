package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.io.Image;
import org.ibengine.io.ImageFiles;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargePatchTest {
  @TempDir private Path output;
  @TempDir private Path rawFolder;
  private final Backend backend = new ReferenceBackend();

  @Test
  void aPatchOfManySlabsIsOneVolume() throws IOException {
    RawCases raw = new RawCases(backend, rawFolder);
    Size3 size = new Size3(101, 103, 67); // 2.8 MB of float32
    raw.image(
        "p1",
        "T1.nii.gz",
        new Geometry(size, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1)));
    Path from =
        raw.image(
            "p1",
            "GT.nii",
            new Geometry(size, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1)));
    toMask(from, size);
    DatasetOptions base = RawCases.options(Layout.PATCHES);
    Preparation.run(
        raw.request(
            output,
            new DatasetOptions(
                Layout.PATCHES,
                size,
                size,
                0,
                base.connectivity(),
                base.percentiles(),
                List.of(),
                GridTolerance.of(0),
                NanRule.REFUSE)),
        backend,
        PrepareListener.NONE);
    Path file = output.resolve("lesion_patches/p1_T1_positive_0000.nii.gz");
    try (Image patch = ImageFiles.read(file, backend::allocate, backend.gzip())) {
      assertEquals(size, patch.volume().size());
      float top = 100 * 66 + 10 * 102 + 100;
      for (long i = 0; i < size.voxels(); i += 997) {
        float value = 100 * (i / 101 / 103) + 10 * (i / 101 % 103) + i % 101;
        assertEquals(value / top, patch.volume().data().view(4 * i, 4).getFloat(), "voxel " + i);
      }
    }
  }

  /** Makes a float file a mask with a single foreground voxel at the origin. */
  private static void toMask(Path file, Size3 size) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 352, bytes.length, (byte) 0);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(352, 1);
    assertEquals(352 + 4 * size.voxels(), bytes.length);
    Files.write(file, bytes);
  }
}
