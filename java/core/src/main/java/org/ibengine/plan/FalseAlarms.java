package org.ibengine.plan;

import java.util.Locale;
import java.util.Objects;

/**
 * A list of what a model took for lesions, around which background is drawn.
 *
 * @param file the {@code objects.csv} of {@code ib froc}
 * @param order which of them are shown
 */
public record FalseAlarms(String file, Order order) {
  /** In which order the windows of a stratum are drawn. */
  public enum Order {
    /** All equally likely. */
    UNIFORM,
    /** The highest score first, the same in every epoch. */
    CONFIDENT,
    /** Without replacement, with chances in proportion to the score. */
    WEIGHT;

    /** Its name, such as {@code confident}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such order
     */
    public static Order parse(String text) {
      for (Order order : values()) {
        if (order.label().equals(text)) {
          return order;
        }
      }
      throw new IllegalArgumentException(
          "order of false alarms must be confident, weight or uniform, was " + text);
    }
  }

  /**
   * @throws IllegalArgumentException if the name of the file is empty
   */
  public FalseAlarms {
    Objects.requireNonNull(order, "order of false alarms must not be null");
    if (Objects.requireNonNull(file, "file of false alarms must not be null").isBlank()) {
      throw new IllegalArgumentException("file of false alarms must have a name, was empty");
    }
  }
}
