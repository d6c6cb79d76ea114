package org.ibengine.train;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.TreeMap;
import org.ibengine.cli.chart.Axis;
import org.ibengine.cli.chart.Chart;
import org.ibengine.text.Text;

/** Draws the loss against epochs, and what was measured on held-out patches. */
final class LossPlot {
  private static final Color STEPS = new Color(0xc9ccd1);
  private static final double SHOWN = 0.99; // of the steps; a few may reach out of the picture

  private LossPlot() {}

  /**
   * Draws the course of a run to {@code loss.png} in its folder.
   *
   * @throws org.ibengine.error.DatasetException if files cannot be read or written
   */
  static void write(Path run) {
    Course course = Course.read(run);
    if (!course.steps().isEmpty()) {
      Chart.write(draw(course), run.resolve("loss.png"));
    }
  }

  /**
   * @param course with at least one step
   */
  static BufferedImage draw(Course course) {
    TreeMap<Integer, Double> means = course.means();
    int epochs = 1 + means.lastKey();
    Chart chart =
        new Chart(
            Axis.linear("epoch", 0, epochs),
            Axis.linear(
                course.validations().isEmpty() ? "loss" : "loss, Dice", 0, highest(course)));
    chart.header(
        Text.format(
            "Training · %s · %s",
            Text.counted(epochs, "epoch"), Text.counted(course.steps().size(), "step")),
        Text.format("mean loss of the last epoch: %.4f", means.lastEntry().getValue()));
    steps(chart, course);
    Path2D mean = new Path2D.Double();
    means.forEach((epoch, loss) -> chart.extend(mean, epoch + 0.5, loss));
    chart.line(mean, Chart.colour(0), 2.4f);
    chart.legend(0, "loss of a step", STEPS);
    chart.legend(1, "mean of an epoch", Chart.colour(0));
    if (!course.validations().isEmpty()) {
      validations(chart, course);
    }
    return chart.image();
  }

  private static double highest(Course course) {
    double[] losses = course.steps().stream().mapToDouble(Course.Step::loss).sorted().toArray();
    double most = losses[(int) (SHOWN * (losses.length - 1))];
    double heldOut =
        course.validations().stream().mapToDouble(Course.Validation::loss).max().orElse(0);
    double least = course.validations().isEmpty() ? 1e-9 : 1;
    return 1.05 * Math.max(least, Math.max(most, heldOut));
  }

  private static void steps(Chart chart, Course course) {
    Path2D path = new Path2D.Double();
    double length = course.epochSteps();
    course
        .steps()
        .forEach(
            step -> chart.extend(path, step.epoch() + (step.step() + 0.5) / length, step.loss()));
    java.awt.Shape page = chart.canvas().getClip();
    chart
        .canvas()
        .clipRect(
            Chart.LEFT,
            Chart.TOP,
            Chart.WIDTH - Chart.LEFT - Chart.RIGHT,
            Chart.HEIGHT - Chart.TOP - Chart.BOTTOM);
    chart.line(path, STEPS, 1);
    chart.canvas().setClip(page);
  }

  private static void validations(Chart chart, Course course) {
    Path2D loss = new Path2D.Double();
    Path2D dice = new Path2D.Double();
    for (Course.Validation found : course.validations()) {
      chart.extend(loss, found.epoch() + 1, found.loss());
      chart.extend(dice, found.epoch() + 1, found.dice());
    }
    chart.line(loss, Chart.colour(1), 2.4f);
    chart.line(dice, Chart.colour(2), 2.4f);
    Course.Validation best =
        course.validations().stream()
            .max(Comparator.comparingDouble(Course.Validation::dice))
            .orElseThrow();
    chart.legend(2, "loss, held out", Chart.colour(1));
    chart.legend(3, Text.format("Dice, held out: at most %.4f", best.dice()), Chart.colour(2));
  }
}
