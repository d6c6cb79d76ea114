package org.ibengine.cli.ratio.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.ibengine.cli.chart.Axis;
import org.ibengine.cli.chart.Chart;
import org.ibengine.study.RatioStudy;
import org.ibengine.study.StudyCase;
import org.ibengine.study.StudyCell;
import org.ibengine.text.Text;

/** Draws the Dice of cases against their foreground ratio, a chart for each size. */
final class RatioPlot {
  private static final Color RANGE = new Color(0x0, 0x0, 0x0, 0x16);
  private static final double DOT = 8;
  private static final double ROOM = 1.05;

  private RatioPlot() {}

  static BufferedImage draw(RatioStudy study) {
    List<BufferedImage> charts = study.sizes().stream().map(size -> draw(study, size)).toList();
    int height = charts.get(0).getHeight();
    BufferedImage page =
        new BufferedImage(
            charts.get(0).getWidth(), charts.size() * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = page.createGraphics();
    for (int i = 0; i < charts.size(); i++) {
      canvas.drawImage(charts.get(i), 0, i * height, null);
    }
    canvas.dispose();
    return page;
  }

  private static BufferedImage draw(RatioStudy study, int size) {
    List<StudyCell> cells = study.cells().stream().filter(cell -> cell.size() == size).toList();
    double low = cells.stream().mapToDouble(cell -> cell.training().min()).min().orElseThrow();
    double high = cells.stream().mapToDouble(cell -> cell.training().max()).max().orElseThrow();
    double most =
        study.cells().stream()
            .flatMap(cell -> cell.cases().stream())
            .mapToDouble(StudyCase::ratio)
            .max()
            .orElseThrow();
    Chart chart =
        new Chart(
            Axis.linear(
                "foreground ratio of the case", 0, ROOM * Math.max(1e-9, Math.max(most, high))),
            Axis.linear("Dice", 0, 1));
    chart.header(
        Text.format("Dice against foreground ratio · patches of %d³", size),
        Text.format("shaded: ratios of training patches, %.4f to %.4f", low, high));
    chart.canvas().setColor(RANGE);
    chart
        .canvas()
        .fill(
            new Rectangle2D.Double(
                chart.x(low), chart.y(1), chart.x(high) - chart.x(low), chart.y(0) - chart.y(1)));
    int entry = 0;
    for (StudyCell cell : cells) {
      Color colour = Chart.colour(1 + study.networks().indexOf(cell.network()));
      dots(chart, cell, colour);
      chart.legend(entry++, cell.network(), colour);
    }
    return chart.image();
  }

  private static void dots(Chart chart, StudyCell cell, Color colour) {
    chart.canvas().setColor(colour);
    for (StudyCase one : cell.cases()) {
      if (!Double.isNaN(one.dice())) {
        double x = chart.x(one.ratio()) - DOT / 2;
        double y = chart.y(one.dice()) - DOT / 2;
        chart.canvas().fill(new Ellipse2D.Double(x, y, DOT, DOT));
      }
    }
  }
}
