package org.ibengine.plan;

import java.util.List;

/** Everything an epoch may show. Immutable; the order of both lists is part of a plan's input. */
public record PatchPool(List<PositiveSite> positives, List<NegativeSite> negatives) {
  public PatchPool {
    positives = List.copyOf(positives);
    negatives = List.copyOf(negatives);
  }
}
