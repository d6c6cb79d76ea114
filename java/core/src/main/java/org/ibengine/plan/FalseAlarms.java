package org.ibengine.plan;

import java.util.List;
import java.util.Objects;
import org.ibengine.text.Labels;

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
      return Labels.of(this);
    }

    /**
     * @throws IllegalArgumentException if there is no such order
     */
    public static Order parse(String text) {
      return Labels.find("order of false alarms", text, List.of(values()), Order::label);
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
