package org.ibengine.backend;

import java.nio.ByteBuffer;

/**
 * {@code ib_weight_patch} of ib_cpu.h as bytes, with which {@code ib_cuda_weight_patch} of
 * ib_cuda.h begins. Fields are written in their order there, in the byte order of the buffer.
 */
public final class WeightLayout {
  /** {@code sizeof(ib_weight_patch)}. */
  public static final int BYTES = 120;

  private static final int MEAN_ONE = 64;

  /** What a patch without weights carries; nothing reads it. */
  private static final WeightRule UNUSED = WeightKind.PATCH_INVERSE.rule();

  /**
   * Where native code reads a map and writes what follows from it.
   *
   * @param data of the map
   * @param weights first element; 0 if not wanted
   * @param ids first element; 0 if not wanted
   */
  public record Addresses(long data, long weights, long ids) {}

  private WeightLayout() {}

  /** Appends one, {@link #BYTES} long. */
  public static void put(ByteBuffer out, InstanceMap map, Addresses at, WeightCut cut) {
    out.putLong(at.data() + map.runsOffset()).putLong(at.data());
    out.putLong(at.weights()).putLong(at.ids());
    out.putLong(map.runs()).putLong(map.instances());
    PatchLayout.put(out, cut.corner());
    PatchLayout.put(out, cut.size());
    WeightRule rule = cut.rule() == null ? UNUSED : cut.rule();
    out.putDouble(rule.min()).putDouble(rule.max());
    boolean meanOne = rule.normalisation() == WeightNormalisation.MEAN_ONE;
    out.putInt(code(rule.kind()));
    out.putInt(PatchLayout.flags(cut.orientation()) | (meanOne ? MEAN_ONE : 0));
  }

  private static int code(WeightKind kind) {
    return switch (kind) {
      case PATCH_INVERSE -> 0;
      case FOREGROUND_INVERSE -> 1;
      case INSTANCE_INVERSE -> 2;
    };
  }
}
