package org.ibengine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.ibengine.text.Text;

/**
 * Where background patches are drawn from, and what they must meet. Immutable.
 *
 * @param parts at least one; their shares add up to 1
 * @param minDistanceMm the least distance from the centre of a window to the nearest foreground
 *     voxel, in millimetres, see {@link NegativePart.Kind#RING}; 0: any
 * @param inside masks that a window must lie in
 * @param minBody the least share of a window that must be body, by the estimate of the dataset;
 *     empty: {@link #USUAL_BODY} of those cases that have an estimate
 * @param distances whether the distance of each window that is drawn can be told, though neither a
 *     ring nor a least distance is asked for
 * @param alarms what a part {@code hard} is drawn from: given if and only if there is one, which is
 *     checked when a dataset is opened, as is a hardness without a part {@code mined}
 * @param hardness in [0, 1): of the mined windows of a case, those are taken whose gap is at most
 *     the ⌈(1 − hardness)·n⌉-th smallest; 0: all
 */
public record Negatives(
    List<NegativePart> parts,
    double minDistanceMm,
    List<Inside> inside,
    OptionalDouble minBody,
    boolean distances,
    Optional<FalseAlarms> alarms,
    double hardness) {
  /** Of which less is body than that, a window is air. */
  public static final double USUAL_BODY = 0.01;

  /** The windows of the dataset's grid. */
  public static final Negatives GRID = parse("grid");

  /** The windows that {@code ib mine} has found. */
  public static final Negatives MINED = parse("mined");

  /** Windows of the grid and mined ones, equal shares. */
  public static final Negatives BOTH = parse("grid,mined");

  private static final double SLACK = 1e-9;

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Negatives {
    parts = List.copyOf(Objects.requireNonNull(parts, "parts of the negatives must not be null"));
    inside = List.copyOf(Objects.requireNonNull(inside, "masks must not be null"));
    Objects.requireNonNull(minBody, "least share of body must not be null");
    requireShares(parts);
    if (!(minDistanceMm >= 0) || Double.isInfinite(minDistanceMm)) {
      throw new IllegalArgumentException(
          "--min-distance of negatives must be at least 0 mm and finite, was " + minDistanceMm);
    }
    minBody.ifPresent(Negatives::requireBody);
    Objects.requireNonNull(alarms, "false alarms must not be null");
    if (!(hardness >= 0 && hardness < 1)) {
      throw new IllegalArgumentException(
          "--hardness must be at least 0 and below 1, was " + hardness);
    }
  }

  private static void requireShares(List<NegativePart> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("negatives must have at least one part, have none");
    }
    double sum = parts.stream().mapToDouble(NegativePart::share).sum();
    if (Math.abs(sum - 1) > SLACK) {
      throw new IllegalArgumentException(
          Text.format("shares of negatives must add up to 1, were %s of %s", sum, parts));
    }
    if (parts.stream().map(NegativePart::label).distinct().count() < parts.size()) {
      throw new IllegalArgumentException(
          "every part of the negatives may be named once, were " + parts);
    }
  }

  private static void requireBody(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "--min-body, the least share of body, must be from 0 to 1, was " + share);
    }
  }

  /**
   * Parts as text, such as {@code grid}, {@code ring:20-60:0.5,anywhere:0.5} or {@code grid,mined};
   * equal shares where none is given.
   *
   * @throws IllegalArgumentException if it is not such a text, or the shares do not add up to 1
   */
  public static Negatives parse(String text) {
    return new Negatives(
        NegativePart.parse(text), 0, List.of(), OptionalDouble.empty(), false, Optional.empty(), 0);
  }

  /**
   * The same, where that share of the patches lies around false alarms, and the other parts share
   * the rest as they shared all.
   *
   * @param share above 0 and at most 1
   * @throws IllegalArgumentException if it is not
   */
  public Negatives hard(FalseAlarms list, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "--hard-share, the share of background around false alarms, must be above 0 and at most 1, was "
              + share);
    }
    List<NegativePart> others =
        parts.stream().filter(part -> part.kind() != NegativePart.Kind.HARD).toList();
    double sum = others.stream().mapToDouble(NegativePart::share).sum();
    List<NegativePart> all = new ArrayList<>();
    for (NegativePart part : share == 1 ? List.<NegativePart>of() : others) {
      double rest = part.share() / sum * (1 - share);
      all.add(new NegativePart(part.kind(), part.minMm(), part.maxMm(), rest));
    }
    all.add(NegativePart.of(NegativePart.Kind.HARD, share));
    return parts(all).alarms(Optional.of(list));
  }

  /** The same of other parts. */
  public Negatives parts(List<NegativePart> value) {
    return new Negatives(value, minDistanceMm, inside, minBody, distances, alarms, hardness);
  }

  /** The same with a list of false alarms that a part {@code hard} is drawn from; empty: none. */
  public Negatives alarms(Optional<FalseAlarms> list) {
    return new Negatives(parts, minDistanceMm, inside, minBody, distances, list, hardness);
  }

  /** The same with windows no nearer than that. */
  public Negatives minDistanceMm(double value) {
    return new Negatives(parts, value, inside, minBody, distances, alarms, hardness);
  }

  /** The same with windows inside of those masks. */
  public Negatives inside(List<Inside> value) {
    return new Negatives(parts, minDistanceMm, value, minBody, distances, alarms, hardness);
  }

  /** The same with windows of which at least that share is body; 0: any window. */
  public Negatives minBody(double share) {
    return minBody(OptionalDouble.of(share));
  }

  /** The same with windows of which at least that share is body; empty: as usual. */
  public Negatives minBody(OptionalDouble share) {
    return new Negatives(parts, minDistanceMm, inside, share, distances, alarms, hardness);
  }

  /** The same with distances that can be told, or not. */
  public Negatives distances(boolean value) {
    return new Negatives(parts, minDistanceMm, inside, minBody, value, alarms, hardness);
  }

  /** The same with mined windows that are as hard as that. */
  public Negatives hardness(double value) {
    return new Negatives(parts, minDistanceMm, inside, minBody, distances, alarms, value);
  }

  /** The parts, as {@link #parse} takes them. */
  public String text() {
    return parts.stream().map(NegativePart::text).collect(Collectors.joining(","));
  }

  /** What patches of a part are called: its kind; with its range if there are several rings. */
  public String label(NegativePart part) {
    boolean only = parts.stream().filter(one -> one.kind() == part.kind()).count() == 1;
    return only ? NegativePart.label(part.kind()) : part.label();
  }

  /** The least share of body where there is an estimate. */
  public double leastBody() {
    return minBody.orElse(USUAL_BODY);
  }

  /** Whether a part is of that kind. */
  public boolean has(NegativePart.Kind kind) {
    return parts.stream().anyMatch(part -> part.kind() == kind);
  }

  /**
   * @throws IllegalArgumentException if a part {@code hard} lacks its list, or a list its part, or
   *     mined windows are chosen by hardness but none are drawn
   */
  public void requireComplete() {
    if (hardness > 0 && !has(NegativePart.Kind.MINED)) {
      throw new IllegalArgumentException(
          Text.format(
              "--hardness %s chooses among mined windows, but negatives are %s; add mined, or leave --hardness out",
              hardness, text()));
    }
    if (has(NegativePart.Kind.HARD) != alarms.isPresent()) {
      throw new IllegalArgumentException(
          has(NegativePart.Kind.HARD)
              ? "negatives have a part hard but no list of false alarms; name one with --hard FILE"
              : "negatives have a list of false alarms but no part hard; give it a share with --hard-share");
    }
  }

  /** Whether the distances of drawn windows can be told. */
  public boolean tellsDistances() {
    return distances || minDistanceMm > 0 || has(NegativePart.Kind.RING);
  }

  /** Whether label maps are needed to tell which windows there are, or how far away. */
  public boolean needsLabels() {
    return tellsDistances()
        || !inside.isEmpty()
        || has(NegativePart.Kind.ANYWHERE)
        || has(NegativePart.Kind.HARD);
  }
}
