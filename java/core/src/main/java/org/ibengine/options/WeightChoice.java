package org.ibengine.options;

import static org.ibengine.options.OptionRules.given;

import java.util.Optional;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.backend.WeightRule;

/**
 * Which weights a batch has; kind, limits and normalisation may be set in any order.
 *
 * @param kind empty for none
 * @param limits what weights are clipped to before they are normalised; empty: those of the kind
 * @param normalisation how the weights of a patch are normalised, after clipping
 */
public record WeightChoice(
    Optional<WeightKind> kind, Optional<Limits> limits, WeightNormalisation normalisation) {
  /** No weights. */
  public static final WeightChoice NONE =
      new WeightChoice(Optional.empty(), Optional.empty(), WeightNormalisation.NONE);

  /** From {@code min}, at least 0, to {@code max}, which is positive and may be infinite. */
  public record Limits(double min, double max) {
    /**
     * @throws IllegalArgumentException unless 0 ≤ min ≤ max and max is positive
     */
    public Limits {
      WeightKind.PATCH_INVERSE.rule().limited(min, max); // refuses what no rule takes
    }
  }

  public WeightChoice {
    given(kind, "kind of weights");
    given(limits, "weight limits");
    given(normalisation, "weight normalisation");
  }

  /** The same of another kind; null for no weights. */
  public WeightChoice of(WeightKind value) {
    return new WeightChoice(Optional.ofNullable(value), limits, normalisation);
  }

  /**
   * The same within those limits.
   *
   * @throws IllegalArgumentException unless 0 ≤ min ≤ max and max is positive
   */
  public WeightChoice limited(double min, double max) {
    return limited(Optional.of(new Limits(min, max)));
  }

  /** The same within those limits; empty: within those of its kind. */
  public WeightChoice limited(Optional<Limits> within) {
    return new WeightChoice(kind, within, normalisation);
  }

  /** The same with another normalisation. */
  public WeightChoice normalised(WeightNormalisation value) {
    return new WeightChoice(kind, limits, value);
  }

  /** How they are computed; empty if no weights are wanted. */
  public Optional<WeightRule> rule() {
    return kind.map(
        of -> {
          WeightRule rule = of.rule().normalised(normalisation);
          return limits.map(within -> rule.limited(within.min(), within.max())).orElse(rule);
        });
  }
}
