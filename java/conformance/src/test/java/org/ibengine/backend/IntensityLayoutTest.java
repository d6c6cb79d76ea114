package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.IntensityChange.Blur;
import org.ibengine.augment.IntensityChange.Brightness;
import org.ibengine.augment.IntensityChange.Contrast;
import org.ibengine.augment.IntensityChange.Gamma;
import org.ibengine.augment.IntensityChange.LowResolution;
import org.ibengine.augment.IntensityChange.Noise;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.conformance.AbiHeader;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IntensityLayoutTest {
  private static final long ADDRESS = 0x10000;
  private static final Size3 SIZE = new Size3(2, 3, 1);
  private static AbiHeader header;

  @BeforeAll
  static void read() throws IOException {
    header = AbiHeader.read("cpp/include/ib/ib_cpu.h");
  }

  private static ByteBuffer bytesOf(IntensityLayout.Patch... patches) {
    IntensityLayout layout = new IntensityLayout(List.of(patches));
    ByteBuffer out = ByteBuffer.allocate(layout.bytes());
    layout.put(out, ADDRESS);
    assertEquals(0, out.remaining());
    return out;
  }

  private static ByteBuffer bytesOf(IntensityChange... changes) {
    return bytesOf(new IntensityLayout.Patch(8, ElementType.FLOAT32, SIZE, List.of(changes)));
  }

  /** Where a field of the change of that number lies, of one patch. */
  private static int at(int change, String field) {
    return IntensityLayout.PATCH_BYTES
        + change * IntensityLayout.CHANGE_BYTES
        + header.offset("ib_intensity_change", field);
  }

  @Test
  void structuresHaveTheSizesOfTheHeader() {
    assertEquals(header.bytes("ib_intensity_patch"), IntensityLayout.PATCH_BYTES);
    assertEquals(header.bytes("ib_intensity_change"), IntensityLayout.CHANGE_BYTES);
    assertEquals(header.macro("IB_MAX_BLUR_RADIUS"), BlurWeights.MOST_RADIUS);
  }

  @Test
  void patchesComeFirstAndPointToTheirChanges() {
    ByteBuffer out =
        bytesOf(
            new IntensityLayout.Patch(
                0x500, ElementType.FLOAT16, SIZE, List.of(new Brightness(2), new Brightness(3))),
            new IntensityLayout.Patch(0x600, ElementType.FLOAT32, SIZE, List.of()),
            new IntensityLayout.Patch(
                0x700, ElementType.FLOAT32, SIZE, List.of(new Brightness(4))));
    long first = ADDRESS + 3 * 56;
    long[][] expected = {
      {0x500, first, 2, 1}, {0x600, first + 240, 0, 2}, {0x700, first + 240, 1, 2}
    };
    for (int i = 0; i < 3; i++) {
      int start = i * IntensityLayout.PATCH_BYTES;
      assertEquals(expected[i][0], out.getLong(start + field("voxels")));
      assertEquals(2, out.getLong(start + field("size_x")));
      assertEquals(3, out.getLong(start + field("size_y")));
      assertEquals(1, out.getLong(start + field("size_z")));
      assertEquals(expected[i][1], out.getLong(start + field("changes")));
      assertEquals(expected[i][2], out.getLong(start + field("change_count")));
      assertEquals(expected[i][3], out.getInt(start + field("type")));
    }
    assertEquals(
        4, out.getFloat(3 * 56 + 2 * 120 + header.offset("ib_intensity_change", "amount")));
  }

  private static int field(String name) {
    return header.offset("ib_intensity_patch", name);
  }

  @Test
  void numbersOfAChangeLieWhereTheHeaderHasThem() {
    ByteBuffer out =
        bytesOf(
            new Noise(0.25, 0x123456789abcdef0L),
            new Brightness(1.5),
            new Contrast(0.75, false),
            new Contrast(0.5, true),
            new Gamma(2, true, false),
            new Gamma(3, false, true));
    String[] kinds = {"NOISE", "BRIGHTNESS", "CONTRAST", "CONTRAST", "GAMMA", "GAMMA"};
    String[] flags = {null, null, null, "KEEP_RANGE", "INVERT", "RETAIN_STATISTICS"};
    float[] amounts = {0.25f, 1.5f, 0.75f, 0.5f, 2, 3};
    for (int i = 0; i < kinds.length; i++) {
      assertEquals(header.value("IB_" + kinds[i]), out.getInt(at(i, "kind")));
      assertEquals(
          flags[i] == null ? 0 : header.value("IB_" + flags[i]), out.getInt(at(i, "flags")));
      assertEquals(amounts[i], out.getFloat(at(i, "amount")));
      assertEquals(0, out.getLong(at(i, "weights")));
    }
    assertEquals(0x123456789abcdef0L, out.getLong(at(0, "key")));
    assertEquals(at(6, "kind"), out.limit());
  }

  @Test
  void aBlurPointsToItsWeightsAndLeavesAnAxisOfNoSigmaAlone() {
    ByteBuffer out = bytesOf(new Brightness(1), new Blur(new Triple(0.5, 0, 1)));
    assertEquals(header.value("IB_BLUR"), out.getInt(at(1, "kind")));
    assertArrayEquals(new long[] {2, 0, 4}, longs(out, at(1, "radius")));
    long tables = ADDRESS + at(2, "kind");
    assertArrayEquals(new long[] {tables, 0, tables + 12}, longs(out, at(1, "weights")));
    int first = at(2, "kind");
    assertEquals(BlurWeights.of(0.5)[2], out.getFloat(first + 8));
    assertEquals(BlurWeights.of(1)[4], out.getFloat(first + 12 + 16));
    assertEquals(first + 12 + 20, out.limit());
  }

  @Test
  void aResolutionPointsToItsPartsAndIndices() {
    ByteBuffer out = bytesOf(new LowResolution(new Triple(1, 0.7, 0.5)), new Brightness(1));
    assertEquals(header.value("IB_LOW_RESOLUTION"), out.getInt(at(0, "kind")));
    assertArrayEquals(new long[] {0, 0, 0}, longs(out, at(0, "radius")));
    int first = at(2, "kind");
    long tables = ADDRESS + first;
    assertArrayEquals(new long[] {tables, tables + 8, tables + 20}, longs(out, at(0, "weights")));
    assertArrayEquals(
        new long[] {tables + 24, tables + 32, tables + 44}, longs(out, at(0, "lower")));
    assertArrayEquals(
        new long[] {tables + 48, tables + 56, tables + 68}, longs(out, at(0, "upper")));
    ResolutionTaps y = ResolutionTaps.of(3, 0.7);
    for (int i = 0; i < 3; i++) {
      assertEquals(y.part()[i], out.getFloat(first + 8 + 4 * i));
      assertEquals(y.lower()[i], out.getInt(first + 32 + 4 * i));
      assertEquals(y.upper()[i], out.getInt(first + 56 + 4 * i));
    }
    assertEquals(first + 72, out.limit());
  }

  @Test
  void aBlurThatReachesTooFarIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> bytesOf(new Blur(new Triple(17, 0, 0))));
  }

  private static long[] longs(ByteBuffer in, int offset) {
    return new long[] {in.getLong(offset), in.getLong(offset + 8), in.getLong(offset + 16)};
  }
}
