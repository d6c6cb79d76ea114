package org.ibengine.backend;

import java.nio.ByteBuffer;

/**
 * {@code ib_warp} and {@code ib_spline} of ib_cpu.h as bytes, with the first of which {@code
 * ib_cuda_warp} of ib_cuda.h begins; the other is {@code ib_cuda_spline} there. Fields are written
 * in their order there, in the byte order of the buffer.
 */
public final class WarpLayout {
  /** {@code sizeof(ib_warp)}. */
  public static final int BYTES = 104;

  /** {@code sizeof(ib_spline)}. */
  public static final int SPLINE_BYTES = 80;

  private static final int AXES = 3;

  private WarpLayout() {}

  /**
   * Appends one {@code ib_warp}.
   *
   * @param spline address of what {@link #putSpline} writes; not looked at if there is no spline
   */
  public static void put(ByteBuffer out, Warp warp, long spline) {
    for (long step : warp.matrix()) {
      out.putLong(step);
    }
    for (long place : warp.origin()) {
      out.putLong(place);
    }
    out.putLong(warp.spline() == null ? 0 : spline);
  }

  /** Of an {@code ib_spline} and its tables, a multiple of 8. */
  public static int bytesOf(Spline spline) {
    int numbers = spline.displacements().length;
    for (Spline.Taps taps : spline.taps()) {
      numbers += taps.first().length + taps.weights().length;
    }
    return Math.toIntExact(bytesWith(numbers));
  }

  /**
   * As {@link #bytesOf(Spline)}, of any spline with that many control points along each axis.
   *
   * @param sides of the patch, summed up
   */
  public static long bytesOf(int points, long sides) {
    return bytesWith(3L * points * points * points + 5 * sides);
  }

  private static long bytesWith(long numbers) {
    return SPLINE_BYTES + (numbers + 1) / 2 * 2 * Float.BYTES;
  }

  /**
   * Appends one {@code ib_spline}, then its tables: {@link #bytesOf} bytes.
   *
   * @param address where they begin for who reads them, a multiple of 8
   */
  public static void putSpline(ByteBuffer out, Spline spline, long address) {
    int end = out.position() + bytesOf(spline);
    long table = address + SPLINE_BYTES;
    out.putLong(table);
    table += (long) spline.displacements().length * Float.BYTES;
    for (Spline.Taps taps : spline.taps()) {
      out.putLong(table);
      table += (long) taps.first().length * Integer.BYTES;
    }
    for (Spline.Taps taps : spline.taps()) {
      out.putLong(table);
      table += (long) taps.weights().length * Float.BYTES;
    }
    for (int axis = 0; axis < AXES; axis++) {
      out.putLong(spline.points()[axis]);
    }
    putTables(out, spline);
    out.position(end);
  }

  private static void putTables(ByteBuffer out, Spline spline) {
    put(out, spline.displacements());
    for (Spline.Taps taps : spline.taps()) {
      out.asIntBuffer().put(taps.first());
      out.position(out.position() + taps.first().length * Integer.BYTES);
    }
    for (Spline.Taps taps : spline.taps()) {
      put(out, taps.weights());
    }
  }

  private static void put(ByteBuffer out, float[] numbers) {
    out.asFloatBuffer().put(numbers);
    out.position(out.position() + numbers.length * Float.BYTES);
  }
}
