package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ibengine.backend.Spline;
import org.ibengine.backend.Warp;
import org.ibengine.backend.WarpLayout;

/** The splines of a launch: each once, however many patches it bends. */
final class SplineTables {
  private final Map<Spline, Long> offsets = new LinkedHashMap<>();
  private long bytes;

  /** Makes room for that of {@code warp}, if it has one. */
  void add(Warp warp) {
    Spline spline = warp.spline();
    if (spline != null && offsets.putIfAbsent(spline, bytes) == null) {
      bytes += WarpLayout.bytesOf(spline);
    }
  }

  int bytes() {
    return Math.toIntExact(bytes);
  }

  /**
   * Where the spline of {@code warp} lies; 0 if it has none.
   *
   * @param tables address of what {@link #write} appends
   */
  long address(Warp warp, long tables) {
    return warp.spline() == null ? 0 : tables + offsets.get(warp.spline());
  }

  /** Appends all, {@link #bytes} long. */
  void write(ByteBuffer out, long tables) {
    offsets.forEach((spline, offset) -> WarpLayout.putSpline(out, spline, tables + offset));
  }
}
