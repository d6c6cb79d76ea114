package org.ibengine.cpu;

import java.nio.ByteBuffer;
import org.ibengine.backend.InstanceMap;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.backend.WeightPatch;
import org.ibengine.backend.WeightRule;

/** {@code ib_weight_patch} of ib_cpu.h as bytes. Fields are written in their order there. */
final class WeightLayout {
  /** {@code sizeof(ib_weight_patch)}. */
  static final int BYTES = 120;

  private static final int MEAN_ONE = 64;

  /** What a patch without weights carries; nothing reads it. */
  private static final WeightRule UNUSED = WeightKind.PATCH_INVERSE.rule();

  private WeightLayout() {}

  /** Appends one. */
  static void put(ByteBuffer out, WeightPatch patch) {
    InstanceMap map = patch.instances();
    long data = CpuBuffer.of(map.data()).address();
    out.putLong(data + map.runsOffset()).putLong(data);
    out.putLong(address(patch.weights())).putLong(address(patch.ids()));
    out.putLong(map.runs()).putLong(map.instances());
    for (int axis = 0; axis < 3; axis++) {
      out.putLong(patch.cut().corner().get(axis));
    }
    for (int axis = 0; axis < 3; axis++) {
      out.putLong(patch.cut().size().get(axis));
    }
    WeightRule rule = patch.cut().rule() == null ? UNUSED : patch.cut().rule();
    out.putDouble(rule.min()).putDouble(rule.max());
    out.putInt(code(rule.kind()));
    boolean meanOne = rule.normalisation() == WeightNormalisation.MEAN_ONE;
    out.putInt(Layouts.flags(patch.cut().orientation()) | (meanOne ? MEAN_ONE : 0));
  }

  private static long address(Target target) {
    return target == null ? 0 : CpuBuffer.of(target.buffer()).address() + target.offset();
  }

  private static int code(WeightKind kind) {
    return switch (kind) {
      case PATCH_INVERSE -> 0;
      case FOREGROUND_INVERSE -> 1;
      case INSTANCE_INVERSE -> 2;
    };
  }
}
