package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.Variation;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class BatchCoordinatesTest {
  private static final Index3 ZERO = Index3.ZERO;

  /** Of a patch in a volume that is the source itself; x fastest, a channel after the other. */
  private static float[] of(Size3 volume, Size3 patch, Index3 corner, Variation variation) {
    return of(new VolumePlace(ZERO, volume), patch, corner, variation);
  }

  private static float[] of(VolumePlace place, Size3 patch, Index3 corner, Variation variation) {
    BatchCoordinates coordinates =
        new BatchCoordinates(patch, List.of(new VolumePlace(ZERO, new Size3(99, 99, 99)), place));
    float[] values = new float[(int) (3 * patch.voxels())];
    try (Backend backend = new ReferenceBackend();
        HostBuffer buffer = backend.allocate(8 + 4L * values.length)) {
      PatchRequest request = new PatchRequest(0, 1, "case", 1, "", corner, variation, false);
      coordinates.write(new WarpedRequest(request, null, List.of()), buffer, 8);
      FloatBuffer written = buffer.view(8, 4 * values.length).asFloatBuffer();
      written.get(values);
    }
    return values;
  }

  private static Variation variation(int turns, boolean flipX, boolean flipY, boolean flipZ) {
    return new Variation(turns, flipX, flipY, flipZ, 1.1f, -0.1f);
  }

  @Test
  void theFirstVoxelIsMinusOneTheLastOneAndTheOthersEquallyFarApart() {
    float[] values = of(new Size3(5, 3, 2), new Size3(5, 3, 2), ZERO, Variation.NONE);
    float[] x = {-1, -0.5f, 0, 0.5f, 1};
    float[] y = {-1, 0, 1};
    float[] z = {-1, 1};
    for (int i = 0; i < 30; i++) {
      assertEquals(x[i % 5], values[i]);
      assertEquals(y[i / 5 % 3], values[30 + i]);
      assertEquals(z[i / 15], values[60 + i]);
    }
  }

  @Test
  void aValueIsTheNearestFloatAndAsFarFromTheMiddleOnBothSides() {
    float[] values = of(new Size3(4, 1, 1), new Size3(4, 1, 1), ZERO, Variation.NONE);
    assertArrayEquals(
        new float[] {-1, -0.33333334f, 0.33333334f, 1, 0, 0, 0, 0, 0, 0, 0, 0}, values);
  }

  @Test
  void anAxisOfOneVoxelIsZeroInThePaddingToo() {
    float[] values =
        of(new Size3(3, 1, 1), new Size3(1, 2, 2), new Index3(2, 0, 0), Variation.NONE);
    assertArrayEquals(new float[] {1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}, values);
  }

  @Test
  void paddingGoesOnWithTheSameStepOnEitherSide() {
    float[] values =
        of(new Size3(3, 2, 2), new Size3(6, 1, 1), new Index3(-1, 1, 2), Variation.NONE);
    assertArrayEquals(new float[] {-2, -1, 0, 1, 2, 3, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3}, values);
  }

  @Test
  void aSourceThatIsAPieceOfTheVolumeCountsFromItsOrigin() {
    VolumePlace place = new VolumePlace(new Index3(2, 1, 0), new Size3(5, 3, 2));
    float[] values = of(place, new Size3(2, 1, 1), new Index3(1, 1, 1), Variation.NONE);
    assertArrayEquals(new float[] {0.5f, 1, 1, 1, 1, 1}, values);
  }

  @Test
  void flipsReverseTheirAxisAlone() {
    float[] values =
        of(new Size3(3, 3, 3), new Size3(2, 2, 2), ZERO, variation(0, true, false, true));
    assertArrayEquals(
        new float[] {
          0, -1, 0, -1, 0, -1, 0, -1, //
          -1, -1, 0, 0, -1, -1, 0, 0, //
          0, 0, 0, 0, -1, -1, -1, -1
        },
        values);
  }

  @Test
  void turnsMoveTheValuesAsTheVoxels() {
    Size3 nine = new Size3(3, 3, 1);
    float[] rising = {-1, 0, 1, -1, 0, 1, -1, 0, 1};
    float[] falling = {1, 0, -1, 1, 0, -1, 1, 0, -1};
    float[] down = {-1, -1, -1, 0, 0, 0, 1, 1, 1};
    float[] up = {1, 1, 1, 0, 0, 0, -1, -1, -1};
    float[][][] expected = {{rising, down}, {down, falling}, {falling, up}, {up, rising}};
    for (int turns = 0; turns < 4; turns++) {
      float[] values = of(nine, nine, ZERO, variation(turns, false, false, false));
      assertPlane(expected[turns][0], values, 0);
      assertPlane(expected[turns][1], values, 9);
    }
  }

  @Test
  void flipsComeAfterTurns() {
    Size3 nine = new Size3(3, 3, 1);
    float[] values = of(nine, nine, ZERO, variation(1, true, false, false));
    assertPlane(new float[] {-1, -1, -1, 0, 0, 0, 1, 1, 1}, values, 0);
    assertPlane(new float[] {-1, 0, 1, -1, 0, 1, -1, 0, 1}, values, 9);
    values = of(nine, nine, ZERO, variation(1, false, true, false));
    assertPlane(new float[] {1, 1, 1, 0, 0, 0, -1, -1, -1}, values, 0);
    assertPlane(new float[] {1, 0, -1, 1, 0, -1, 1, 0, -1}, values, 9);
  }

  private static void assertPlane(float[] expected, float[] values, int from) {
    float[] plane = new float[9];
    System.arraycopy(values, from, plane, 0, 9);
    assertArrayEquals(expected, plane);
  }

  @Test
  void patchesOfMoreRowsThanOneViewShowsAreWrittenWhole() {
    Size3 patch = new Size3(1025, 33, 33); // 4.3 MiB a channel
    float[] values = of(patch, patch, ZERO, Variation.NONE);
    int channel = 1025 * 33 * 33;
    for (int z = 0; z < 33; z++) {
      for (int y = 0; y < 33; y++) {
        int row = (z * 33 + y) * 1025;
        assertEquals(-1, values[row]);
        assertEquals(1, values[row + 1024]);
        assertEquals((y - 16) / 16f, values[channel + row + 7]);
        assertEquals((z - 16) / 16f, values[2 * channel + row + 7]);
      }
    }
  }
}
