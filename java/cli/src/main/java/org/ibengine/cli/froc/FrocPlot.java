package org.ibengine.cli.froc;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
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
  private static final Color PAGE = Color.WHITE;
  private static final Color TEXT = new Color(0x202124);
  private static final Color FAINT = new Color(0x5f6368);
  private static final Color GRID = new Color(0xe3e5e8);
  private static final Color BAND = new Color(0, 0, 0, 28);

  /** Told apart with every kind of colour vision (Okabe and Ito); the first is for all. */
  private static final List<Color> LINES =
      List.of(
          new Color(0x000000),
          new Color(0x0072b2),
          new Color(0xd55e00),
          new Color(0x009e73),
          new Color(0xcc79a7),
          new Color(0xe69f00),
          new Color(0x56b4e9),
          new Color(0x7a4b9e),
          new Color(0x8a8a00));

  private static final int SCALE = 2; // pixels a unit: 300 an inch on a page's width
  private static final int WIDTH = 1120;
  private static final int HEIGHT = 680;
  private static final int LEFT = 84;
  private static final int RIGHT = 310;
  private static final int TOP = 92;
  private static final int BOTTOM = 72;
  private static final double FIRST_OCTAVE = -3.5; // a little left of 1/8
  private static final double LAST_OCTAVE = 3.5;
  private static final int DOT = 7;

  private final FrocReport report;
  private final BufferedImage image =
      new BufferedImage(SCALE * WIDTH, SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
  private final Graphics2D canvas = image.createGraphics();
  private final PlotText text = new PlotText(canvas, FAINT);

  private FrocPlot(FrocReport report) {
    this.report = report;
  }

  static BufferedImage draw(FrocReport report) {
    FrocPlot plot = new FrocPlot(report);
    plot.canvas.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    plot.canvas.setRenderingHint(
        RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    plot.canvas.scale(SCALE, SCALE);
    plot.canvas.setColor(PAGE);
    plot.canvas.fillRect(0, 0, WIDTH, HEIGHT);
    plot.header();
    plot.axes();
    plot.band();
    List<FrocResult.Group> groups = report.result().groups();
    for (int i = groups.size() - 1; i >= 0; i--) { // all instances on top
      if (groups.get(i).curve().truths() > 0) {
        plot.line(groups.get(i).curve(), colour(i), i == 0 ? 3.2f : 1.9f);
      }
    }
    if (groups.get(0).curve().truths() > 0) {
      plot.dots(groups.get(0).curve());
    }
    plot.legend(groups);
    plot.notes(groups.get(0));
    plot.canvas.dispose();
    return plot.image;
  }

  private static Color colour(int group) {
    return LINES.get(group % LINES.size());
  }

  private static double x(double rate) {
    double octave = Math.log(rate) / Math.log(2);
    double part = (octave - FIRST_OCTAVE) / (LAST_OCTAVE - FIRST_OCTAVE);
    return LEFT + part * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double recall) {
    return HEIGHT - BOTTOM - recall * (HEIGHT - TOP - BOTTOM);
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
    text.left(title, PlotText.font(Font.BOLD, 18), TEXT, LEFT, 36);
    text.left(average, PlotText.font(Font.PLAIN, 15), FAINT, LEFT, 62);
  }

  private void axes() {
    Font small = PlotText.font(Font.PLAIN, 14);
    canvas.setStroke(new BasicStroke(1));
    for (int tick = 0; tick <= 10; tick += 2) {
      int at = (int) Math.round(y(tick / 10.0));
      canvas.setColor(GRID);
      canvas.drawLine(LEFT, at, WIDTH - RIGHT, at);
      String label = tick == 10 ? "1.0" : "0." + tick;
      text.right(label, small, LEFT - 10, at + 5);
    }
    for (int i = 0; i < FrocCurve.RATES.size(); i++) {
      int at = (int) Math.round(x(FrocCurve.RATES.get(i)));
      canvas.setColor(GRID);
      canvas.drawLine(at, TOP, at, HEIGHT - BOTTOM);
      text.centred(FrocFormat.RATE_NAMES.get(i), small, at, HEIGHT - BOTTOM + 22);
    }
    canvas.setColor(FAINT);
    canvas.drawRect(LEFT, TOP, WIDTH - RIGHT - LEFT, HEIGHT - BOTTOM - TOP);
    Font label = PlotText.font(Font.PLAIN, 15);
    text.centred("false positives per case (logarithmic)", label, (LEFT + WIDTH - RIGHT) / 2, 660);
    AffineTransform upright = canvas.getTransform();
    canvas.rotate(-Math.PI / 2, 26, (TOP + HEIGHT - BOTTOM) / 2.0);
    text.centred("recall (part of the instances found)", label, 26, (TOP + HEIGHT - BOTTOM) / 2);
    canvas.setTransform(upright);
  }

  /** The interval of the recall of all instances. */
  private void band() {
    FrocIntervals found = report.all().intervals().orElse(null);
    if (found == null || Double.isNaN(found.averageRecall().low())) {
      return;
    }
    Path2D area = new Path2D.Double();
    int last = FrocIntervals.BAND_RATES.size() - 1;
    area.moveTo(x(FrocIntervals.BAND_RATES.get(0)), y(found.band().get(0).low()));
    for (int i = 1; i <= last; i++) {
      area.lineTo(x(FrocIntervals.BAND_RATES.get(i)), y(found.band().get(i).low()));
    }
    for (int i = last; i >= 0; i--) {
      area.lineTo(x(FrocIntervals.BAND_RATES.get(i)), y(found.band().get(i).high()));
    }
    area.closePath();
    canvas.setColor(BAND);
    canvas.fill(area);
  }

  private void line(FrocCurve curve, Color colour, float width) {
    double end = curve.falsePositivesPerCase(curve.points() - 1);
    Path2D solid = new Path2D.Double();
    Path2D beyond = new Path2D.Double();
    int pixels = SCALE * (WIDTH - RIGHT - LEFT);
    for (int pixel = 0; pixel <= pixels; pixel++) {
      double part = (double) pixel / pixels;
      double rate = Math.pow(2, FIRST_OCTAVE + part * (LAST_OCTAVE - FIRST_OCTAVE));
      Path2D path = rate <= end ? solid : beyond;
      double height = y(curve.recallAt(rate));
      if (path.getCurrentPoint() == null) {
        path.moveTo(x(rate), height);
      } else {
        path.lineTo(x(rate), height);
      }
    }
    canvas.setColor(colour);
    canvas.setStroke(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    canvas.draw(solid);
    float[] dashes = {5, 5};
    canvas.setStroke(
        new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
    canvas.draw(beyond);
  }

  /** Where the sensitivities are read. */
  private void dots(FrocCurve curve) {
    canvas.setColor(colour(0));
    for (double rate : FrocCurve.RATES) {
      int left = (int) Math.round(x(rate) - DOT / 2.0);
      int top = (int) Math.round(y(curve.recallAt(rate)) - DOT / 2.0);
      canvas.fillOval(left, top, DOT, DOT);
    }
  }

  private void legend(List<FrocResult.Group> groups) {
    int left = WIDTH - RIGHT + 24;
    int right = WIDTH - 20;
    Font small = PlotText.font(Font.PLAIN, 13);
    text.left("size in voxels", small, FAINT, left, TOP + 14);
    text.right("average recall", small, right, TOP + 14);
    for (int i = 0; i < groups.size(); i++) {
      FrocResult.Group group = groups.get(i);
      int base = TOP + 44 + 42 * i;
      canvas.setColor(colour(i));
      canvas.fillRect(left, base - 7, 26, i == 0 ? 4 : 3);
      text.left(group.instances().label(), PlotText.font(Font.BOLD, 14), TEXT, left + 36, base);
      text.right(
          FrocFormat.number(group.curve().averageRecall()),
          PlotText.font(Font.BOLD, 14),
          right,
          base);
      long truths = group.curve().truths();
      String found = Text.format("%d of %d found", group.objectDice().found(), truths);
      text.left(found, small, FAINT, left + 36, base + 17);
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
    int left = WIDTH - RIGHT + 24;
    int rounds = report.settings().bootstrap().rounds();
    text.left("dashed: " + report.beyond(), small, FAINT, left, HEIGHT - BOTTOM);
    if (all.intervals().filter(found -> found.rounds() > 0).isPresent()) {
      String band = Text.format("grey: 95 %% interval of all, %s", Text.counted(rounds, "draw"));
      text.left(band, small, FAINT, left, HEIGHT - BOTTOM - 20);
    }
    if (report.result().rules() == FrocRules.PUBLISHED) {
      text.left("thresholds and divisor as published", small, FAINT, left, HEIGHT - BOTTOM - 20);
    }
  }
}
