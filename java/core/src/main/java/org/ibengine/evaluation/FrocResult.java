package org.ibengine.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.text.Text;

/**
 * The curves of an evaluation, one for each group of instances. All share the false positives:
 * predicted components that touch no instance of any size, in all cases.
 *
 * @param cases all of them, including those without any object
 */
public record FrocResult(FrocRules rules, int cases, List<Group> groups) {
  /**
   * One curve and the figures about it.
   *
   * @param intervals empty without a bootstrap
   */
  public record Group(
      InstanceGroup instances,
      FrocCurve curve,
      ObjectDice objectDice,
      Optional<FrocIntervals> intervals) {}

  /**
   * Draws of cases for intervals.
   *
   * @param rounds 0 for none, at most {@link #MOST_ROUNDS}
   */
  public record Bootstrap(int rounds, long seed) {
    /** Their figures take a few hundred bytes per round and group. */
    public static final int MOST_ROUNDS = 100_000;

    public static final Bootstrap NONE = new Bootstrap(0, 0);

    public Bootstrap {
      if (rounds < 0) {
        throw new IllegalArgumentException("bootstrap rounds must not be negative, was " + rounds);
      }
      if (rounds > MOST_ROUNDS) {
        throw new IllegalArgumentException(
            Text.format("bootstrap rounds must be at most %d, were %d", MOST_ROUNDS, rounds));
      }
    }
  }

  public FrocResult {
    groups = List.copyOf(groups);
  }

  /**
   * Sorts all scores and sweeps them once for each group, and once more for each round of the
   * bootstrap and group. Deterministic.
   *
   * @param cases at least one; their order matters only to the bootstrap
   * @param groups a group may hold no instance; its recall is NaN
   * @throws IllegalArgumentException if there is no case, or a bootstrap is asked for under {@link
   *     FrocRules#PUBLISHED}
   */
  public static FrocResult of(
      List<CaseObjects> cases, List<InstanceGroup> groups, FrocRules rules, Bootstrap bootstrap) {
    if (cases.isEmpty()) {
      throw new IllegalArgumentException("an evaluation needs at least one case, got none");
    }
    if (rules == FrocRules.PUBLISHED && bootstrap.rounds() > 0) {
      throw new IllegalArgumentException(
          Text.format(
              "the published rules have no bootstrap, %d rounds were asked for; leave them out",
              bootstrap.rounds()));
    }
    FrocScores scores = FrocScores.of(cases, groups, rules);
    List<FrocIntervals> intervals =
        bootstrap.rounds() == 0
            ? List.of()
            : FrocBootstrap.run(scores, bootstrap.rounds(), bootstrap.seed());
    List<Group> done = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      int[] once = scores.everyCase();
      done.add(
          new Group(
              groups.get(i),
              scores.curve(i, once, Double.POSITIVE_INFINITY),
              scores.objectDice(i, once),
              intervals.isEmpty() ? Optional.empty() : Optional.of(intervals.get(i))));
    }
    return new FrocResult(rules, cases.size(), done);
  }
}
