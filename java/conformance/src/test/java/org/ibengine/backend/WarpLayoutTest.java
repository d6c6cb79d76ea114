package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.ibengine.backend.Spline.Taps;
import org.ibengine.conformance.AbiHeader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WarpLayoutTest {
  private static AbiHeader header;

  @BeforeAll
  static void read() throws IOException {
    header = AbiHeader.read("cpp/include/ib/ib_cpu.h");
  }

  /** 4, 5 and 6 control points of a patch of 1, 2 and 4 voxels. */
  private static Spline spline() {
    float[] displacements = new float[3 * 4 * 5 * 6];
    for (int i = 0; i < displacements.length; i++) {
      displacements[i] = i;
    }
    return new Spline(
        new int[] {4, 5, 6},
        displacements,
        new Taps[] {SplineTaps.of(1, 4), SplineTaps.of(2, 5), SplineTaps.of(4, 6)});
  }

  private static long[] numbers(int first, int count) {
    return IntStream.range(first, first + count).mapToLong(i -> i).toArray();
  }

  @Test
  void itHasTheSizesOfTheHeader() {
    assertEquals(header.bytes("ib_warp"), WarpLayout.BYTES);
    assertEquals(header.bytes("ib_spline"), WarpLayout.SPLINE_BYTES);
  }

  @Test
  void aWarpHasItsFieldsInOrder() {
    ByteBuffer out = ByteBuffer.allocate(2 * WarpLayout.BYTES);
    WarpLayout.put(out, new Warp(numbers(1, 9), numbers(20, 3), spline()), 0x5000);
    WarpLayout.put(out, new Warp(numbers(1, 9), numbers(20, 3), null), 0x5000);
    assertEquals(0, out.remaining());
    assertEquals(9, out.getLong(header.offset("ib_warp", "matrix") + 64));
    assertEquals(20, out.getLong(header.offset("ib_warp", "origin")));
    int spline = header.offset("ib_warp", "spline");
    assertEquals(0x5000, out.getLong(spline));
    assertEquals(0, out.getLong(WarpLayout.BYTES + spline));
  }

  @Test
  void aSplineIsFollowedByTheTablesItPointsTo() {
    Spline spline = spline();
    int bytes = WarpLayout.bytesOf(spline);
    assertEquals(80 + 4 * (360 + 5 * (1 + 2 + 4) + 1), bytes); // one to be a multiple of 8
    ByteBuffer out = ByteBuffer.allocate(bytes + 8);
    long address = 0x7000;
    WarpLayout.putSpline(out, spline, address);
    assertEquals(bytes, out.position());
    int displacements = at(out, "displacements", 0, address);
    assertEquals(359, out.getFloat(displacements + 359 * 4));
    for (int axis = 0; axis < 3; axis++) {
      Taps taps = spline.taps()[axis];
      int first = at(out, "first", axis, address);
      int weights = at(out, "weights", axis, address);
      assertArrayEquals(
          taps.first(),
          IntStream.range(0, taps.first().length).map(i -> out.getInt(first + 4 * i)).toArray());
      for (int i = 0; i < taps.weights().length; i++) {
        assertEquals(taps.weights()[i], out.getFloat(weights + 4 * i));
      }
      assertEquals(4 + axis, out.getLong(header.offset("ib_spline", "points") + 8 * axis));
    }
  }

  /** Where in the buffer a pointer of the structure leads. */
  private static int at(ByteBuffer out, String field, int axis, long address) {
    return (int) (out.getLong(header.offset("ib_spline", field) + 8 * axis) - address);
  }
}
