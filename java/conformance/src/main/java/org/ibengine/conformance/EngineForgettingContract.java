package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.ref.WeakReference;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.plan.EpochPlan;
import org.junit.jupiter.api.Test;

/** What an engine no longer holds of epochs that have ended: plans can be large. */
public interface EngineForgettingContract extends EngineSource {
  /** The plan of an epoch that was read to its end and closed, as did all who knew it. */
  private static WeakReference<EpochPlan> readToTheEnd(IbEngine engine, long seed) {
    try (Epoch epoch = engine.epoch(seed)) {
      epoch.forEach(batch -> {});
      return new WeakReference<>(epoch.plan());
    }
  }

  private static EpochPlan afterCollecting(WeakReference<EpochPlan> plan) {
    ForgottenViews.collectWhile(() -> plan.get() != null);
    return plan.get();
  }

  @Test
  default void thePlanOfAnEpochIsGoneOnceItIsClosedBeforeAnotherIsAskedFor() {
    try (IbEngine engine = volumes(options())) {
      assertNull(afterCollecting(readToTheEnd(engine, 3)));
    }
  }

  /** As {@link #readToTheEnd}, of one that was left after its first batch. */
  private static WeakReference<EpochPlan> leave(IbEngine engine, long seed) {
    try (Epoch epoch = engine.epoch(seed)) {
      epoch.next();
      return new WeakReference<>(epoch.plan());
    }
  }

  @Test
  default void thePlanOfAnEpochThatWasLeftIsGoneWhileTheNextIsRead() {
    try (IbEngine engine = volumes(options())) {
      WeakReference<EpochPlan> left = leave(engine, 3);
      try (Epoch next = engine.epoch(4)) {
        next.next();
        assertNull(afterCollecting(left));
      }
    }
  }
}
