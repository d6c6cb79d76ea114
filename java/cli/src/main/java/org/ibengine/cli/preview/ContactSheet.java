package org.ibengine.cli.preview;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Predicate;
import org.ibengine.error.Printable;

/**
 * Draws patches side by side: one strip per patch, one tile per modality, case and instance below.
 * Up is +y.
 */
final class ContactSheet {
  private static final Color PAGE = new Color(0x14171c);
  private static final Color TEXT = new Color(0xe8eaed);
  private static final Color FAINT = new Color(0x9aa0a6);
  private static final Color TARGET = new Color(0xff9f1c);
  private static final Color OTHER = new Color(0x2ec4ff);
  private static final Color FRAME = new Color(0x31363d);
  private static final int TILE = 224;
  private static final int BRACKET = 3; // voxels around a box, so that one voxel is found
  private static final int GAP = 4;
  private static final int MARGIN = 24;
  private static final int CAPTION = 61;
  private static final int HEADER = 96;
  private static final double ASPECT = 1.4;

  private final String title;
  private final List<String> modalities;
  private final List<PatchSlice> patches;
  private final int scale;
  private final int columns;

  /**
   * @param patches at least one, all of the same size
   */
  ContactSheet(String title, List<String> modalities, List<PatchSlice> patches) {
    this.title = title;
    this.modalities = modalities;
    this.patches = patches;
    int longest = Math.max(patches.get(0).width(), patches.get(0).height());
    this.scale = Math.max(1, Math.round((float) TILE / longest));
    this.columns = columns();
  }

  private int tileWidth() {
    return patches.get(0).width() * scale;
  }

  private int tileHeight() {
    return patches.get(0).height() * scale;
  }

  private int stripWidth() {
    return modalities.size() * (tileWidth() + GAP) - GAP;
  }

  /** Strips beside each other, so that the sheet is about as wide as a screen. */
  private int columns() {
    double strips = patches.size();
    double ratio = (double) (tileHeight() + CAPTION) / (stripWidth() + MARGIN);
    int fitting = (int) Math.round(Math.sqrt(strips * ratio * ASPECT));
    return Math.max(1, Math.min(patches.size(), fitting));
  }

  BufferedImage draw() {
    int rows = (patches.size() - 1) / columns + 1;
    int width = MARGIN + columns * (stripWidth() + MARGIN);
    int height = HEADER + rows * (tileHeight() + CAPTION) + MARGIN / 2;
    BufferedImage sheet =
        new BufferedImage(Math.max(width, 640), height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = sheet.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    canvas.setColor(PAGE);
    canvas.fillRect(0, 0, sheet.getWidth(), height);
    header(canvas);
    for (int i = 0; i < patches.size(); i++) {
      int left = MARGIN + i % columns * (stripWidth() + MARGIN);
      int top = HEADER + i / columns * (tileHeight() + CAPTION);
      strip(canvas, patches.get(i), left, top);
    }
    canvas.dispose();
    return sheet;
  }

  private void header(Graphics2D canvas) {
    text(canvas, title, new Font(Font.SANS_SERIF, Font.BOLD, 17), TEXT, MARGIN, 32);
    Font small = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    int at = MARGIN;
    at = legend(canvas, small, TARGET, "in the box of the patch's instance", at);
    legend(canvas, small, OTHER, "other lesions", at);
    for (int column = 0; column < columns; column++) {
      for (int i = 0; i < modalities.size(); i++) {
        int left = MARGIN + column * (stripWidth() + MARGIN) + i * (tileWidth() + GAP);
        String name =
            FittedText.begin(Printable.line(modalities.get(i)), fits(canvas, small, tileWidth()));
        text(canvas, name, small, FAINT, left, HEADER - 8);
      }
    }
  }

  private static int legend(Graphics2D canvas, Font font, Color colour, String text, int left) {
    canvas.setColor(colour);
    canvas.setStroke(new BasicStroke(2));
    canvas.drawRect(left, 47, 11, 11);
    text(canvas, text, font, FAINT, left + 20, 58);
    return left + 48 + canvas.getFontMetrics(font).stringWidth(text);
  }

  private void strip(Graphics2D canvas, PatchSlice patch, int left, int top) {
    for (int i = 0; i < modalities.size(); i++) {
      int tileLeft = left + i * (tileWidth() + GAP);
      canvas.drawImage(
          grey(patch, patch.channels().get(i)), tileLeft, top, tileWidth(), tileHeight(), null);
      outline(canvas, patch, tileLeft, top);
      bracket(canvas, patch, tileLeft, top);
      canvas.setColor(FRAME);
      canvas.setStroke(new BasicStroke(1));
      canvas.drawRect(tileLeft - 1, top - 1, tileWidth() + 1, tileHeight() + 1);
    }
    Font bold = new Font(Font.SANS_SERIF, Font.BOLD, 13);
    Font small = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    int base = top + tileHeight();
    Color colour = patch.item().positive() ? TARGET : FAINT;
    Predicate<String> fitsSmall = fits(canvas, small, stripWidth());
    String name = PatchCaption.name(patch.item(), fits(canvas, bold, stripWidth()));
    text(canvas, name, bold, colour, left, base + 17);
    text(canvas, PatchCaption.what(patch.item(), fitsSmall), small, FAINT, left, base + 33);
    text(canvas, PatchCaption.place(patch, fitsSmall), small, FAINT, left, base + 48);
  }

  private static Predicate<String> fits(Graphics2D canvas, Font font, int width) {
    return text -> canvas.getFontMetrics(font).stringWidth(text) <= width;
  }

  private static void text(Graphics2D canvas, String text, Font font, Color color, int x, int y) {
    canvas.setFont(font);
    canvas.setColor(color);
    canvas.drawString(Printable.line(text), x, y);
  }

  /** One pixel per voxel; 0 is black, 1 is white. */
  private static BufferedImage grey(PatchSlice patch, float[] values) {
    BufferedImage image =
        new BufferedImage(patch.width(), patch.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < patch.height(); y++) {
      for (int x = 0; x < patch.width(); x++) {
        float value = Math.max(0, Math.min(1, values[y * patch.width() + x]));
        int level = Math.round(value * 255);
        image.setRGB(x, patch.height() - 1 - y, level << 16 | level << 8 | level);
      }
    }
    return image;
  }

  /** Along the edges of voxels, so that even one voxel is seen and none is hidden. */
  private void outline(Graphics2D canvas, PatchSlice patch, int left, int top) {
    for (int y = 0; y < patch.height(); y++) {
      for (int x = 0; x < patch.width(); x++) {
        if (patch.foreground(x, y)) {
          canvas.setColor(patch.inTarget(x, y) ? TARGET : OTHER);
          int px = left + x * scale;
          int py = top + (patch.height() - 1 - y) * scale;
          edge(canvas, patch.foreground(x - 1, y), px, py, 1, scale);
          edge(canvas, patch.foreground(x + 1, y), px + scale - 1, py, 1, scale);
          edge(canvas, patch.foreground(x, y + 1), px, py, scale, 1);
          edge(canvas, patch.foreground(x, y - 1), px, py + scale - 1, scale, 1);
        }
      }
    }
  }

  /** Corners around the box of the patch's instance. */
  private void bracket(Graphics2D canvas, PatchSlice patch, int left, int top) {
    if (patch.target() == null) {
      return;
    }
    int x0 = scale * Math.max(0, patch.target().begin().x() - BRACKET);
    int x1 = scale * Math.min(patch.width(), patch.target().end().x() + BRACKET) - 1;
    int y0 = scale * Math.max(0, patch.height() - patch.target().end().y() - BRACKET);
    int y1 =
        scale * Math.min(patch.height(), patch.height() - patch.target().begin().y() + BRACKET) - 1;
    int arm = Math.max(4, Math.min(x1 - x0, y1 - y0) / 4);
    canvas.setColor(TARGET);
    for (int x : new int[] {x0, x1}) {
      for (int y : new int[] {y0, y1}) {
        canvas.fillRect(left + (x == x0 ? x : x - arm), top + y, arm + 1, 1);
        canvas.fillRect(left + x, top + (y == y0 ? y : y - arm), 1, arm + 1);
      }
    }
  }

  private static void edge(
      Graphics2D canvas, boolean inner, int left, int top, int width, int height) {
    if (!inner) {
      canvas.fillRect(left, top, width, height);
    }
  }
}
