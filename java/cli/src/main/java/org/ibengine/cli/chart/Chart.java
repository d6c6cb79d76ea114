package org.ibengine.cli.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;

/**
 * A picture with two axes, a title above them and room for a legend on their right. Draw, then take
 * {@link #image}. Positions are in units of the page.
 */
public final class Chart {
  public static final Color TEXT = new Color(0x202124);
  public static final Color FAINT = new Color(0x5f6368);
  public static final int WIDTH = 1120;
  public static final int HEIGHT = 680;
  public static final int LEFT = 84;
  public static final int RIGHT = 310;
  public static final int TOP = 92;
  public static final int BOTTOM = 72;

  /** Pixels per unit: 300 per inch on a page's width. */
  public static final int SCALE = 2;

  private static final Color PAGE = Color.WHITE;
  private static final Color GRID = new Color(0xe3e5e8);

  /** Told apart with every kind of colour vision (Okabe and Ito). */
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

  private final Axis horizontal;
  private final Axis vertical;
  private final BufferedImage image =
      new BufferedImage(SCALE * WIDTH, SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
  private final Graphics2D canvas = image.createGraphics();
  private final PlotText text = new PlotText(canvas, FAINT);

  /** An empty page with axes. */
  public Chart(Axis horizontal, Axis vertical) {
    this.horizontal = horizontal;
    this.vertical = vertical;
    canvas.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.scale(SCALE, SCALE);
    canvas.setColor(PAGE);
    canvas.fillRect(0, 0, WIDTH, HEIGHT);
    axes();
  }

  /** The colour of a line, by its number. */
  public static Color colour(int number) {
    return LINES.get(number % LINES.size());
  }

  /** For what only one kind of chart has. */
  public Graphics2D canvas() {
    return canvas;
  }

  /** Writes on the page. */
  public PlotText text() {
    return text;
  }

  /** Where a value of the horizontal axis lies. */
  public double x(double value) {
    return LEFT + horizontal.part(value) * (WIDTH - LEFT - RIGHT);
  }

  /** Where a value of the vertical axis lies. */
  public double y(double value) {
    return HEIGHT - BOTTOM - vertical.part(value) * (HEIGHT - TOP - BOTTOM);
  }

  /** Above the axes: a title, and a line below it. */
  public void header(String title, String below) {
    text.left(title, PlotText.font(Font.BOLD, 18), TEXT, LEFT, 36);
    text.left(below, PlotText.font(Font.PLAIN, 15), FAINT, LEFT, 62);
  }

  private void axes() {
    Font small = PlotText.font(Font.PLAIN, 14);
    canvas.setStroke(new BasicStroke(1));
    for (Axis.Tick tick : vertical.ticks()) {
      int at = (int) Math.round(y(tick.value()));
      canvas.setColor(GRID);
      canvas.drawLine(LEFT, at, WIDTH - RIGHT, at);
      text.right(tick.label(), small, LEFT - 10, at + 5);
    }
    for (Axis.Tick tick : horizontal.ticks()) {
      int at = (int) Math.round(x(tick.value()));
      canvas.setColor(GRID);
      canvas.drawLine(at, TOP, at, HEIGHT - BOTTOM);
      text.centred(tick.label(), small, at, HEIGHT - BOTTOM + 22);
    }
    canvas.setColor(FAINT);
    canvas.drawRect(LEFT, TOP, WIDTH - RIGHT - LEFT, HEIGHT - BOTTOM - TOP);
    Font label = PlotText.font(Font.PLAIN, 15);
    text.centred(horizontal.name(), label, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 20);
    AffineTransform upright = canvas.getTransform();
    canvas.rotate(-Math.PI / 2, 26, (TOP + HEIGHT - BOTTOM) / 2.0);
    text.centred(vertical.name(), label, 26, (TOP + HEIGHT - BOTTOM) / 2);
    canvas.setTransform(upright);
  }

  /** Draws a path that was made of {@link #x} and {@link #y}. */
  public void line(Path2D path, Color colour, float width) {
    canvas.setColor(colour);
    canvas.setStroke(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    canvas.draw(path);
  }

  /** As {@link #line}, dashed and thin. */
  public void dashes(Path2D path, Color colour) {
    float[] dashes = {5, 5};
    canvas.setColor(colour);
    canvas.setStroke(
        new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
    canvas.draw(path);
  }

  /** A path that goes on to a point given in values, or begins there. */
  public void extend(Path2D path, double horizontalValue, double verticalValue) {
    if (path.getCurrentPoint() == null) {
      path.moveTo(x(horizontalValue), y(verticalValue));
    } else {
      path.lineTo(x(horizontalValue), y(verticalValue));
    }
  }

  /** The entry of a legend: a stroke of a colour and a name, the {@code number}-th from the top. */
  public void legend(int number, String name, Color colour) {
    int left = WIDTH - RIGHT + 24;
    int base = TOP + 14 + 26 * number;
    canvas.setColor(colour);
    canvas.fillRect(left, base - 7, 26, 3);
    text.left(name, PlotText.font(Font.PLAIN, 14), TEXT, left + 36, base);
  }

  /** What was drawn; nothing more can be. */
  public BufferedImage image() {
    canvas.dispose();
    return image;
  }

  /**
   * Writes a picture as PNG.
   *
   * @throws DatasetException if it cannot be written
   */
  public static void write(BufferedImage picture, Path file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, "png", bytes)) {
        throw new IllegalStateException("this Java has no PNG writer");
      }
      Files.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new DatasetException(file, "cannot be written: " + IoReason.of(e), e);
    }
  }
}
