package org.ibengine.cli.ratio.report;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Function;
import org.ibengine.cli.chart.Axis;
import org.ibengine.cli.chart.Chart;
import org.ibengine.study.RatioStudy;
import org.ibengine.study.StudyCell;
import org.ibengine.study.StudyScores;
import org.ibengine.text.Text;

/** Draws the Dice of networks against the size of their patches. */
final class SizePlot {
  private static final double MARGIN = 0.15; // of the sizes' range
  private static final double DOT = 5;

  private SizePlot() {}

  static BufferedImage draw(RatioStudy study) {
    Chart chart = new Chart(sizes(study.sizes()), Axis.linear("Dice", 0, 1));
    int cases = study.cells().get(0).all().cases();
    chart.header(
        "Dice against patch size",
        Text.format("mean over %s of each network and size", Text.counted(cases, "case")));
    int entry = 0;
    for (String network : study.networks()) {
      Color colour = Chart.colour(entry + 1);
      List<StudyCell> cells =
          study.cells().stream().filter(cell -> cell.network().equals(network)).toList();
      chart.line(path(chart, cells, StudyCell::all, colour), colour, 2.4f);
      chart.line(path(chart, cells, StudyCell::inRange, colour), colour, 1);
      chart.dashes(path(chart, cells, StudyCell::outOfRange, colour), colour);
      chart.legend(entry++, network, colour);
    }
    chart.legend(entry++, "thin: cases in range", Chart.FAINT);
    chart.legend(entry, "dashed: out of range", Chart.FAINT);
    return chart.image();
  }

  /** A tick at each size. */
  private static Axis sizes(List<Integer> sizes) {
    double least = sizes.get(0);
    double most = sizes.get(sizes.size() - 1);
    double margin = least == most ? 1 : MARGIN * (most - least);
    List<Axis.Tick> ticks =
        sizes.stream().map(size -> new Axis.Tick(size, String.valueOf(size))).toList();
    return new Axis(
        "patch size (voxels along each axis)", least - margin, most + margin, ticks, size -> size);
  }

  /** A line over the sizes that have cases, with a dot at each. */
  private static Path2D path(
      Chart chart, List<StudyCell> cells, Function<StudyCell, StudyScores> part, Color colour) {
    Path2D path = new Path2D.Double();
    chart.canvas().setColor(colour);
    for (StudyCell cell : cells) {
      double dice = part.apply(cell).dice().value();
      if (!Double.isNaN(dice)) {
        chart.extend(path, cell.size(), dice);
        chart
            .canvas()
            .fill(
                new Ellipse2D.Double(
                    chart.x(cell.size()) - DOT / 2, chart.y(dice) - DOT / 2, DOT, DOT));
      }
    }
    return path;
  }
}
