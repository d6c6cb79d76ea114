package org.ibengine.plan;

import java.util.function.IntToLongFunction;
import org.ibengine.plan.RandomStreams.Purpose;

/** Seeds for what is done to patches after a plan: one per patch, apart from all other draws. */
public final class PatchSeeds {
  private PatchSeeds() {}

  /**
   * From the ordinal of a request in that epoch to its seed; the same for every number of ranks and
   * threads. Thread-safe.
   */
  public static IntToLongFunction of(EpochId epoch) {
    RandomStreams streams = RandomStreams.of(epoch);
    return ordinal -> streams.of(Purpose.TRANSFORM, ordinal).nextLong();
  }
}
