package org.ibengine.cli.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.ibengine.text.Text;

/**
 * One axis of a chart.
 *
 * @param name what is written along it
 * @param low where it begins, in scaled values
 * @param high where it ends, in scaled values; more than {@code low}
 * @param ticks lines across it
 * @param scale makes a position of a value, increasing
 */
public record Axis(
    String name, double low, double high, List<Tick> ticks, DoubleUnaryOperator scale) {
  private static final int ABOUT = 6;

  /** A line across an axis, at a value, and what is written there. */
  public record Tick(double value, String label) {}

  public Axis {
    ticks = List.copyOf(ticks);
    if (!(high > low)) {
      throw new IllegalArgumentException(
          Text.format("an axis must have a length, was %s to %s", low, high));
    }
  }

  /** A linear axis from {@code low} to {@code high}, with about six ticks at round values. */
  public static Axis linear(String name, double low, double high) {
    double room = (high - low) / ABOUT;
    double power = Math.pow(10, Math.floor(Math.log10(room)));
    double step = power;
    for (double factor : new double[] {1, 2, 5, 10}) {
      if (factor * power >= room) {
        step = factor * power;
        break;
      }
    }
    int digits = (int) Math.max(0, -Math.floor(Math.log10(step)));
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step); i * step <= high * (1 + 1e-12); i++) {
      ticks.add(new Tick(i * step, Text.format("%." + digits + "f", i * step)));
    }
    return new Axis(name, low, high, ticks, DoubleUnaryOperator.identity());
  }

  /** Where a value lies: 0 at the beginning, 1 at the end. */
  double part(double value) {
    return (scale.applyAsDouble(value) - low) / (high - low);
  }
}
