package org.ibengine.plan;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The background of a pool: where negatives are drawn from, and how many from each.
 *
 * @param all at least one; their order is part of a plan's input
 */
public record Strata(List<Stratum> all) {
  private static final double SLACK = 1e-9;

  /**
   * @throws IllegalArgumentException if there is none, or the shares do not add up to 1
   */
  public Strata {
    all = List.copyOf(all);
    double sum = all.stream().mapToDouble(Stratum::share).sum();
    if (Math.abs(sum - 1) > SLACK) {
      throw new IllegalArgumentException("shares of strata must add up to 1, were " + sum);
    }
  }

  /** The grid alone. */
  public static Strata grid(NegativeSites windows) {
    return new Strata(List.of(new Stratum(Stratum.GRID, 1, windows)));
  }

  /** Whether it is the grid alone, of which plans are as they always were. */
  public boolean isGrid() {
    return all.size() == 1
        && all.get(0).label().equals(Stratum.GRID)
        && count() <= Integer.MAX_VALUE;
  }

  /** Windows of all strata; a window of two strata counts twice. */
  public long count() {
    return all.stream().mapToLong(stratum -> stratum.sites().count()).sum();
  }

  /** Whether a stratum has no window. */
  public boolean lacksWindows() {
    return all.stream().anyMatch(stratum -> stratum.sites().isEmpty());
  }

  /** The windows of all strata by source, one stratum after the other. */
  public List<NegativeSites.OfSource> parts() {
    return all.stream().flatMap(stratum -> stratum.sites().parts().stream()).toList();
  }

  /** All windows, one stratum after the other, each made when it is read. */
  public Stream<NegativeSite> stream() {
    return all.stream().flatMap(stratum -> stratum.sites().stream());
  }

  /** Those of the chosen cases, in the same order. */
  public Strata where(Predicate<String> caseName) {
    return new Strata(all.stream().map(stratum -> stratum.where(caseName)).toList());
  }

  /**
   * Those that have windows, with the shares of the others as they share all; the same where all
   * have some, or none has.
   */
  public Strata withWindows() {
    List<Stratum> some = all.stream().filter(stratum -> !stratum.sites().isEmpty()).toList();
    if (some.isEmpty() || some.size() == all.size()) {
      return this;
    }
    double sum = some.stream().mapToDouble(Stratum::share).sum();
    return new Strata(some.stream().map(stratum -> stratum.share(stratum.share() / sum)).toList());
  }

  /**
   * How many of {@code total} patches each stratum gives: the whole part of its share, and what is
   * left to the strata with the largest remainders, among equal ones to the first.
   */
  public int[] quotas(int total) {
    int[] quotas = new int[all.size()];
    double[] remainders = new double[all.size()];
    int left = total;
    for (int i = 0; i < quotas.length; i++) {
      double due = all.get(i).share() * total;
      quotas[i] = (int) Math.min(left, Math.floor(due + SLACK));
      remainders[i] = due - quotas[i];
      left -= quotas[i];
    }
    for (; left > 0; left--) {
      int most = 0;
      for (int i = 1; i < remainders.length; i++) {
        most = remainders[i] > remainders[most] + SLACK ? i : most;
      }
      quotas[most]++;
      remainders[most]--;
    }
    return quotas;
  }
}
