package org.ibengine.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.text.Text;

/**
 * One part of the background.
 *
 * @param minMm of a ring, else 0
 * @param maxMm of a ring, else 0
 * @param share of the background patches, above 0 and at most 1
 */
public record NegativePart(Kind kind, double minMm, double maxMm, double share) {
  /** How windows are found. None of them holds a foreground voxel. */
  public enum Kind {
    /** Windows of the regular grid. */
    GRID,
    /** All windows. */
    ANYWHERE,
    /**
     * All windows whose distance from the foreground is in a range: from the centre of the voxel
     * {@code corner + ⌊size / 2⌋} to the centre of the nearest foreground voxel, in the millimetres
     * of the stored spacing, both ends included.
     */
    RING,
    /** Windows that {@code ib mine} has found. */
    MINED,
    /** Windows around what a model took for lesions, see {@link FalseAlarms}. */
    HARD
  }

  /** The range of a ring that has none, in millimetres. */
  public static final double RING_FROM = 20;

  /** The range of a ring that has none, in millimetres. */
  public static final double RING_TO = 60;

  private static final String NUMBER = "\\d+(?:\\.\\d+)?";
  private static final Pattern ONE =
      Pattern.compile("([a-z]+)(?::(" + NUMBER + ")-(" + NUMBER + "))?(?::(" + NUMBER + "))?");

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public NegativePart {
    Objects.requireNonNull(kind, "kind of negatives must not be null");
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "each share of --negatives must be above 0 and at most 1, was " + share);
    }
    boolean range = minMm >= 0 && maxMm > minMm && Double.isFinite(maxMm);
    if (kind == Kind.RING ? !range : minMm != 0 || maxMm != 0) {
      throw new IllegalArgumentException(
          Text.format(
              "a ring of --negatives goes from at least 0 mm to more than that, and nothing else has a range; was %s from %s to %s",
              label(kind), minMm, maxMm));
    }
  }

  /** Of a kind without a range; a ring has the usual one. */
  public static NegativePart of(Kind kind, double share) {
    boolean ring = kind == Kind.RING;
    return new NegativePart(kind, ring ? RING_FROM : 0, ring ? RING_TO : 0, share);
  }

  /**
   * Parts separated by commas: {@code grid}, {@code anywhere}, {@code ring} or {@code
   * ring:MIN-MAX}, {@code mined}, {@code hard}, each with {@code :SHARE} after it, or none of them.
   *
   * @throws IllegalArgumentException if it is not such a text
   */
  static List<NegativePart> parse(String text) {
    List<Matcher> parts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher match = ONE.matcher(part.strip());
      if (!match.matches()) {
        throw refused(text);
      }
      parts.add(match);
    }
    long shares = parts.stream().filter(part -> part.group(4) != null).count();
    if (shares != 0 && shares != parts.size()) {
      throw new IllegalArgumentException(
          "either all parts of the negatives have a share or none has, was " + text);
    }
    return parts.stream().map(part -> part(part, text, 1.0 / parts.size())).toList();
  }

  private static NegativePart part(Matcher match, String text, double equalShare) {
    Kind kind = kind(match.group(1), text);
    double share = match.group(4) == null ? equalShare : Double.parseDouble(match.group(4));
    if (match.group(2) == null) {
      return of(kind, share);
    }
    return new NegativePart(
        kind, Double.parseDouble(match.group(2)), Double.parseDouble(match.group(3)), share);
  }

  private static Kind kind(String name, String text) {
    for (Kind kind : Kind.values()) {
      if (label(kind).equals(name)) {
        return kind;
      }
    }
    throw refused(text);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "negatives must be grid, anywhere, ring[:MIN-MAX], mined or hard, or several of them separated by"
            + " commas, each with :SHARE or none with one, such as ring:20-60:0.5,grid:0.5; was "
            + text);
  }

  static String label(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Kind and range, such as {@code grid} or {@code ring:20-60}. */
  public String label() {
    return kind == Kind.RING ? "ring:" + number(minMm) + "-" + number(maxMm) : label(kind);
  }

  /** As {@link Negatives#parse} takes it, with its share. */
  public String text() {
    return label() + ":" + number(share);
  }

  /** The shortest text of the number, without an exponent. */
  private static String number(double value) {
    String plain = BigDecimal.valueOf(value).toPlainString();
    return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
  }

  @Override
  public String toString() {
    return text();
  }
}
