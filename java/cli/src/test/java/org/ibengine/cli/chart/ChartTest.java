package org.ibengine.cli.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartTest {
  @ParameterizedTest
  @CsvSource({
    "0, 100, 0 20 40 60 80 100",
    "0, 1.05, 0.0 0.2 0.4 0.6 0.8 1.0",
    "-3, 7, -2 0 2 4 6",
    "0, 0.03, 0.000 0.005 0.010 0.015 0.020 0.025 0.030",
    "0, 8, 0 2 4 6 8"
  })
  void anAxisHasTicksAtRoundValues(double low, double high, String labels) {
    List<String> found = Axis.linear("", low, high).ticks().stream().map(Axis.Tick::label).toList();
    assertEquals(List.of(labels.split(" ")), found);
  }

  @Test
  void anAxisWithoutLengthIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Axis("", 1, 1, List.of(), value -> value));
  }

  @Test
  void aLineGoesWhereItsValuesLie() {
    Chart chart = new Chart(Axis.linear("x", 0, 10), Axis.linear("y", 0, 4));
    Path2D path = new Path2D.Double();
    chart.extend(path, 2.5, 3.1);
    chart.extend(path, 7.5, 3.1);
    chart.line(path, Color.RED, 4);
    BufferedImage picture = chart.image();
    // The plot spans 84 to 810 across and 608 up to 92; two pixels per unit.
    assertEquals(Color.RED.getRGB(), picture.getRGB(2 * (84 + 726 / 2), 2 * 208));
    assertEquals(Color.RED.getRGB(), picture.getRGB(2 * (84 + 726 / 4 + 2), 2 * 208));
    assertEquals(Color.WHITE.getRGB(), picture.getRGB(2 * (84 + 726 / 4 - 12), 2 * 208));
  }
}
