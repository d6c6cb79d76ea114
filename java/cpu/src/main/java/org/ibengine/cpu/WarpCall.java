package org.ibengine.cpu;

import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ibengine.backend.Spline;
import org.ibengine.backend.Warp;
import org.ibengine.backend.WarpLayout;

/**
 * What one call hands over for warped patches: their structures, then the splines, each of them
 * once, in one direct buffer.
 */
final class WarpCall<P> {
  private final List<P> patches;
  private final Function<P, Warp> warpOf;
  private final int structBytes;
  private final Map<Spline, Integer> offsets = new IdentityHashMap<>();
  private final int bytes;

  /**
   * @param patches all warped
   * @param patchBytes of the structure that each warp follows
   */
  WarpCall(List<P> patches, Function<P, Warp> warpOf, int patchBytes) {
    this.patches = patches;
    this.warpOf = warpOf;
    this.structBytes = Math.multiplyExact(patches.size(), patchBytes + WarpLayout.BYTES);
    int end = structBytes;
    for (Spline spline : (Iterable<Spline>) splines()::iterator) {
      if (offsets.putIfAbsent(spline, end) == null) {
        end = Math.addExact(end, WarpLayout.bytesOf(spline));
      }
    }
    this.bytes = end;
  }

  private Stream<Spline> splines() {
    return patches.stream().map(warpOf).map(Warp::spline).filter(Objects::nonNull);
  }

  /** Of all, for {@link CallBuffers#take}. */
  int bytes() {
    return bytes;
  }

  /**
   * Writes a buffer of {@link #bytes} from its begin, ready to be read.
   *
   * @param put appends the structure of a patch without its warp
   */
  ByteBuffer write(ByteBuffer out, BiConsumer<ByteBuffer, P> put) {
    long begin = CpuBuffer.addressOf(out);
    for (P patch : patches) {
      put.accept(out, patch);
      Warp warp = warpOf.apply(patch);
      WarpLayout.put(out, warp, begin + offsets.getOrDefault(warp.spline(), 0));
    }
    offsets.forEach(
        (spline, offset) -> WarpLayout.putSpline(out.position(offset), spline, begin + offset));
    return out.position(0).limit(bytes);
  }
}
