package org.ibengine.cli.froc;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.ibengine.cli.chart.Axis;
import org.ibengine.cli.chart.Chart;
import org.ibengine.cli.chart.PlotText;
import org.ibengine.evaluation.FrocCurve;
import org.ibengine.evaluation.FrocIntervals;
import org.ibengine.evaluation.FrocResult;
import org.ibengine.evaluation.FrocRules;
import org.ibengine.text.Text;

/**
 * Draws recall against false positives per case, a line for each group of instances. Dashed is what
 * lies beyond the lowest threshold, where a curve has no more points. A group without instances has
 * no line.
 */
final class FrocPlot {
  private static final Color BAND = new Color(0, 0, 0, 28);
  private static final double FIRST_OCTAVE = -3.5; // a little left of 1/8
  private static final double LAST_OCTAVE = 3.5;
  private static final int DOT = 7;

  private final FrocReport report;
  private final Chart chart = new Chart(rates(), recalls());
  private final Graphics2D canvas = chart.canvas();
  private final PlotText text = chart.text();

  private FrocPlot(FrocReport report) {
    this.report = report;
  }

  static BufferedImage draw(FrocReport report) {
    FrocPlot plot = new FrocPlot(report);
    plot.header();
    plot.band();
    List<FrocResult.Group> groups = report.result().groups();
    for (int i = groups.size() - 1; i >= 0; i--) { // all instances on top
      if (groups.get(i).curve().truths() > 0) {
        plot.line(groups.get(i).curve(), Chart.colour(i), i == 0 ? 3.2f : 1.9f);
      }
    }
    if (groups.get(0).curve().truths() > 0) {
      plot.dots(groups.get(0).curve());
    }
    plot.legend(groups);
    plot.notes(groups.get(0));
    return plot.chart.image();
  }

  private static Axis rates() {
    List<Axis.Tick> ticks = new ArrayList<>();
    for (int i = 0; i < FrocCurve.RATES.size(); i++) {
      ticks.add(new Axis.Tick(FrocCurve.RATES.get(i), FrocFormat.RATE_NAMES.get(i)));
    }
    return new Axis(
        "false positives per case (logarithmic)",
        FIRST_OCTAVE,
        LAST_OCTAVE,
        ticks,
        rate -> Math.log(rate) / Math.log(2));
  }

  private static Axis recalls() {
    List<Axis.Tick> ticks = new ArrayList<>();
    for (int tick = 0; tick <= 10; tick += 2) {
      ticks.add(new Axis.Tick(tick / 10.0, tick == 10 ? "1.0" : "0." + tick));
    }
    return new Axis(
        "recall (part of the instances found)", 0, 1, ticks, DoubleUnaryOperator.identity());
  }

  private void header() {
    FrocResult.Group all = report.all();
    String title =
        Text.format(
            "FROC · %s · %s, %d found · %s false positives per case",
            Text.counted(report.result().cases(), "case"),
            Text.counted(all.curve().truths(), "instance"),
            all.objectDice().found(),
            FrocFormat.number(report.falsePositivesPerCase()));
    String interval =
        all.intervals()
            .map(found -> FrocFormat.text(", 95 % interval ", found.averageRecall()))
            .orElse("");
    String average =
        Text.format(
            "average recall over 0 to %d false positives per case: %s%s",
            FrocCurve.AVERAGE_UP_TO, FrocFormat.number(all.curve().averageRecall()), interval);
    chart.header(title, average);
  }

  /** The interval of the recall of all instances. */
  private void band() {
    FrocIntervals found = report.all().intervals().orElse(null);
    if (found == null || Double.isNaN(found.averageRecall().low())) {
      return;
    }
    Path2D area = new Path2D.Double();
    int last = FrocIntervals.BAND_RATES.size() - 1;
    area.moveTo(chart.x(FrocIntervals.BAND_RATES.get(0)), chart.y(found.band().get(0).low()));
    for (int i = 1; i <= last; i++) {
      area.lineTo(chart.x(FrocIntervals.BAND_RATES.get(i)), chart.y(found.band().get(i).low()));
    }
    for (int i = last; i >= 0; i--) {
      area.lineTo(chart.x(FrocIntervals.BAND_RATES.get(i)), chart.y(found.band().get(i).high()));
    }
    area.closePath();
    canvas.setColor(BAND);
    canvas.fill(area);
  }

  private void line(FrocCurve curve, Color colour, float width) {
    double end = curve.falsePositivesPerCase(curve.points() - 1);
    Path2D solid = new Path2D.Double();
    Path2D beyond = new Path2D.Double();
    int pixels = Chart.SCALE * (Chart.WIDTH - Chart.RIGHT - Chart.LEFT);
    for (int pixel = 0; pixel <= pixels; pixel++) {
      double part = (double) pixel / pixels;
      double rate = Math.pow(2, FIRST_OCTAVE + part * (LAST_OCTAVE - FIRST_OCTAVE));
      chart.extend(rate <= end ? solid : beyond, rate, curve.recallAt(rate));
    }
    chart.line(solid, colour, width);
    chart.dashes(beyond, colour);
  }

  /** Where the sensitivities are read. */
  private void dots(FrocCurve curve) {
    canvas.setColor(Chart.colour(0));
    for (double rate : FrocCurve.RATES) {
      int left = (int) Math.round(chart.x(rate) - DOT / 2.0);
      int top = (int) Math.round(chart.y(curve.recallAt(rate)) - DOT / 2.0);
      canvas.fillOval(left, top, DOT, DOT);
    }
  }

  private void legend(List<FrocResult.Group> groups) {
    int left = Chart.WIDTH - Chart.RIGHT + 24;
    int right = Chart.WIDTH - 20;
    Font small = PlotText.font(Font.PLAIN, 13);
    text.left("size in voxels", small, Chart.FAINT, left, Chart.TOP + 14);
    text.right("average recall", small, right, Chart.TOP + 14);
    for (int i = 0; i < groups.size(); i++) {
      FrocResult.Group group = groups.get(i);
      int base = Chart.TOP + 44 + 42 * i;
      canvas.setColor(Chart.colour(i));
      canvas.fillRect(left, base - 7, 26, i == 0 ? 4 : 3);
      text.left(
          group.instances().label(), PlotText.font(Font.BOLD, 14), Chart.TEXT, left + 36, base);
      text.right(
          FrocFormat.number(group.curve().averageRecall()),
          PlotText.font(Font.BOLD, 14),
          right,
          base);
      long truths = group.curve().truths();
      String found = Text.format("%d of %d found", group.objectDice().found(), truths);
      text.left(found, small, Chart.FAINT, left + 36, base + 17);
      group
          .intervals()
          .filter(item -> item.rounds() > 0)
          .ifPresent(
              item ->
                  text.right(FrocFormat.text("", item.averageRecall()), small, right, base + 17));
    }
  }

  private void notes(FrocResult.Group all) {
    Font small = PlotText.font(Font.PLAIN, 13);
    int left = Chart.WIDTH - Chart.RIGHT + 24;
    int rounds = report.settings().bootstrap().rounds();
    text.left("dashed: " + report.beyond(), small, Chart.FAINT, left, Chart.HEIGHT - Chart.BOTTOM);
    if (all.intervals().filter(found -> found.rounds() > 0).isPresent()) {
      String band = Text.format("grey: 95 %% interval of all, %s", Text.counted(rounds, "draw"));
      text.left(band, small, Chart.FAINT, left, Chart.HEIGHT - Chart.BOTTOM - 20);
    }
    if (report.result().rules() == FrocRules.PUBLISHED) {
      text.left(
          "thresholds and divisor as published",
          small,
          Chart.FAINT,
          left,
          Chart.HEIGHT - Chart.BOTTOM - 20);
    }
  }
}
