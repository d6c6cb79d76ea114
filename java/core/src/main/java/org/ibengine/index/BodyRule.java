package org.ibengine.index;

import java.util.List;
import java.util.Optional;
import org.ibengine.text.Labels;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/**
 * How the body of a case is told from the air around it.
 *
 * @param kind of the threshold
 * @param value what body reaches at least, in values of the modality; 0 unless the kind is VALUE
 * @param modality the one that is looked at; empty for the first in channel order
 */
public record BodyRule(Kind kind, double value, Optional<String> modality) {
  /** Where a threshold comes from. */
  public enum Kind {
    /** From the values of each case, by Otsu's method. */
    OTSU,
    /** Given by the user, the same for all cases. */
    VALUE,
    /** There is none: bodies are not estimated. */
    NONE;

    /** The name in files: lower case. */
    public String label() {
      return Labels.of(this);
    }

    /**
     * @throws IllegalArgumentException for any other name
     */
    public static Kind ofLabel(String label) {
      return Labels.find("body rule", label, List.of(values()), Kind::label);
    }
  }

  /** By Otsu's method, in the first modality. */
  public static final BodyRule OTSU = new BodyRule(Kind.OTSU, 0, Optional.empty());

  /** Bodies are not estimated. */
  public static final BodyRule NONE = new BodyRule(Kind.NONE, 0, Optional.empty());

  public BodyRule {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("--body takes a finite number, was " + value);
    }
    if (kind != Kind.VALUE && value != 0) {
      throw new IllegalArgumentException(
          Text.format("a body rule %s has no value, was %s", kind.label(), value));
    }
    if (kind == Kind.NONE && modality.isPresent()) {
      throw new IllegalArgumentException(
          "--body-modality "
              + modality.get()
              + " goes with otsu or a value, --body leaves bodies out");
    }
  }

  /** Body is what reaches this value, in the first modality. */
  public static BodyRule from(double value) {
    return new BodyRule(Kind.VALUE, value, Optional.empty());
  }

  /**
   * {@code otsu}, {@code none} or a number.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static BodyRule parse(String text) {
    if (text.equals(Kind.OTSU.label())) {
      return OTSU;
    }
    if (text.equals(Kind.NONE.label())) {
      return NONE;
    }
    try {
      return from(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--body takes otsu, none, or the value that body reaches at least; was " + text, e);
    }
  }

  /**
   * The same, looking at this modality.
   *
   * @throws IllegalArgumentException if bodies are not estimated
   */
  public BodyRule in(String name) {
    return new BodyRule(kind, value, Optional.of(name));
  }

  /**
   * The name of the modality to look at.
   *
   * @param modalities of the dataset, in channel order
   * @throws IllegalArgumentException if it is not among them
   */
  public String modalityAmong(List<String> modalities) {
    String wanted = modality.orElse(modalities.get(0));
    if (!modalities.contains(wanted)) {
      throw new IllegalArgumentException(
          Text.format(
              "--body-modality must be a modality of the dataset, %s, was %s",
              NameList.of(modalities), wanted));
    }
    return wanted;
  }

  /** Whether there is anything to estimate. */
  public boolean isWanted() {
    return kind != Kind.NONE;
  }
}
