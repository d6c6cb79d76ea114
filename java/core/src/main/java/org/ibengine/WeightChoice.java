package org.ibengine;

import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.backend.WeightRule;

/**
 * Which weights a batch has, in whatever order it was said.
 *
 * @param kind null for none
 * @param limits null for those of the kind
 */
record WeightChoice(WeightKind kind, Limits limits, WeightNormalisation normalisation) {
  static final WeightChoice NONE = new WeightChoice(null, null, WeightNormalisation.NONE);

  /** What weights are clipped to before they are normalised. */
  record Limits(double min, double max) {
    Limits {
      WeightKind.PATCH_INVERSE.rule().limited(min, max); // refuses what no rule takes
    }
  }

  WeightChoice of(WeightKind value) {
    return new WeightChoice(value, limits, normalisation);
  }

  WeightChoice limited(double min, double max) {
    return new WeightChoice(kind, new Limits(min, max), normalisation);
  }

  WeightChoice normalised(WeightNormalisation value) {
    return new WeightChoice(kind, limits, value);
  }

  /** Null where no weights are wanted. */
  WeightRule rule() {
    if (kind == null) {
      return null;
    }
    WeightRule rule = kind.rule().normalised(normalisation);
    return limits == null ? rule : rule.limited(limits.min(), limits.max());
  }
}
