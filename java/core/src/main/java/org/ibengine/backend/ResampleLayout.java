package org.ibengine.backend;

import java.nio.ByteBuffer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * {@code ib_resample} of ib_cpu.h as bytes, which is also {@code ib_cuda_resample} of ib_cuda.h.
 * Fields are written in their order there, in the byte order of the buffer.
 */
public final class ResampleLayout {
  /** {@code sizeof(ib_resample)}. */
  public static final int BYTES = 256;

  private static final int FILL = 1;

  private ResampleLayout() {}

  /** Weights of the Gaussians of x, y and z one after another, as {@link #put} expects them. */
  public static double[] gaussians(ResampleRule rule) {
    return IntStream.range(0, 3)
        .mapToObj(rule::gaussian)
        .flatMapToDouble(DoubleStream::of)
        .toArray();
  }

  /**
   * Appends one, {@link #BYTES} long.
   *
   * @param gaussians address of {@link #gaussians}
   */
  public static void put(
      ByteBuffer out,
      PatchLayout.Source source,
      PatchLayout.Source target,
      ResampleRule rule,
      long gaussians) {
    out.putLong(source.address()).putLong(target.address());
    PatchLayout.put(out, source.size());
    PatchLayout.put(out, target.size());
    for (double entry : rule.map().mm().toArray()) {
      out.putDouble(entry);
    }
    for (int axis = 0; axis < 3; axis++) {
      out.putDouble(rule.map().spacing(axis));
    }
    out.putDouble(rule.fill().orElse(0));
    int[] lengths = IntStream.range(0, 3).map(axis -> rule.gaussian(axis).length).toArray();
    out.putLong(gaussians);
    out.putLong(gaussians + (long) lengths[0] * Double.BYTES);
    out.putLong(gaussians + (long) (lengths[0] + lengths[1]) * Double.BYTES);
    for (int length : lengths) {
      out.putLong(length / 2);
    }
    out.putInt(PatchLayout.code(source.type())).putInt(PatchLayout.code(target.type()));
    out.putInt(rule.interpolation().code()).putInt(rule.fill().isPresent() ? FILL : 0);
  }
}
