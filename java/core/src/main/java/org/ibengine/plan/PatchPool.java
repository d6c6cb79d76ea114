package org.ibengine.plan;

import java.util.List;

/** Everything an epoch may show. Immutable; the order of both lists is part of a plan's input. */
public record PatchPool(List<PositiveSite> positives, NegativeSites negatives) {
  public PatchPool {
    positives = List.copyOf(positives);
  }

  /** Of windows that are objects. */
  public PatchPool(List<PositiveSite> positives, List<NegativeSite> negatives) {
    this(positives, NegativeSites.of(negatives));
  }
}
