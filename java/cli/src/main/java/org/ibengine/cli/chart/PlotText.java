package org.ibengine.cli.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import org.ibengine.error.Printable;

/**
 * Writes on a picture, at a point of the base line.
 *
 * @param faint the colour of what is not said to have another
 */
public record PlotText(Graphics2D canvas, Color faint) {
  /** The page's typeface. */
  public static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** Begins at the point. */
  public void left(String text, Font font, Color colour, int x, int y) {
    canvas.setFont(font);
    canvas.setColor(colour);
    canvas.drawString(Printable.line(text), x, y);
  }

  /** Ends at the point. */
  public void right(String text, Font font, int x, int y) {
    left(text, font, faint, x - width(text, font), y);
  }

  /** Has the point in its middle. */
  public void centred(String text, Font font, int x, int y) {
    left(text, font, faint, x - width(text, font) / 2, y);
  }

  private int width(String text, Font font) {
    return canvas.getFontMetrics(font).stringWidth(Printable.line(text));
  }
}
