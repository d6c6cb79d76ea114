package org.ibengine.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/**
 * The scores of all objects, sorted once, so that each draw of cases costs one sweep. Immutable.
 */
final class FrocScores {
  private final FrocRules rules;
  private final boolean[] counted; // by case: whether false positives are divided by it
  private final double[] thresholds;
  private final Scored alarms;
  private final List<Group> groups = new ArrayList<>();

  /** Scores, highest first, each with the position of its case and its Dice overlap. */
  private record Scored(double[] scores, int[] cases, double[] dice) {
    static Scored of(List<double[]> rows) { // score, case, Dice
      double[][] sorted = rows.toArray(double[][]::new);
      Arrays.sort(sorted, Comparator.comparingDouble(row -> -row[0]));
      return new Scored(
          Arrays.stream(sorted).mapToDouble(row -> row[0]).toArray(),
          Arrays.stream(sorted).mapToInt(row -> (int) row[1]).toArray(),
          Arrays.stream(sorted).mapToDouble(row -> row[2]).toArray());
    }
  }

  /** The instances of one curve; {@code truths} counts them by case, found or not. */
  private record Group(Scored hits, int[] truths) {}

  static FrocScores of(
      List<CaseObjects> cases, List<InstanceGroup> instanceGroups, FrocRules rules) {
    DoubleStream scores =
        cases.stream()
            .flatMapToDouble(
                item ->
                    DoubleStream.concat(
                        item.truths().stream()
                            .filter(TruthObject::isHit)
                            .mapToDouble(TruthObject::hitLogit),
                        item.predictions().stream()
                            .filter(object -> rules.hasThresholdAt(object))
                            .mapToDouble(PredictedObject::logit)));
    return new FrocScores(cases, instanceGroups, rules, rules.thresholds(scores));
  }

  /**
   * @param thresholds logits, highest first, at least one
   */
  FrocScores(
      List<CaseObjects> cases,
      List<InstanceGroup> instanceGroups,
      FrocRules rules,
      double[] thresholds) {
    this.rules = rules;
    this.thresholds = thresholds;
    this.counted = new boolean[cases.size()];
    List<double[]> alarmRows = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      CaseObjects item = cases.get(i);
      counted[i] =
          rules == FrocRules.EXACT || !item.truths().isEmpty() || !item.predictions().isEmpty();
      for (PredictedObject object : item.predictions()) {
        if (object.isFalseAlarm()) {
          alarmRows.add(new double[] {object.logit(), i, 0});
        }
      }
    }
    this.alarms = Scored.of(alarmRows);
    for (InstanceGroup instances : instanceGroups) {
      groups.add(group(cases, truth -> instances.holds().test(truth.voxels())));
    }
  }

  private static Group group(List<CaseObjects> cases, Predicate<TruthObject> member) {
    List<double[]> hits = new ArrayList<>();
    int[] truths = new int[cases.size()];
    for (int i = 0; i < cases.size(); i++) {
      for (TruthObject truth : cases.get(i).truths()) {
        if (member.test(truth)) {
          truths[i]++;
          if (truth.isHit()) {
            hits.add(new double[] {truth.hitLogit(), i, truth.hitDice()});
          }
        }
      }
    }
    return new Group(Scored.of(hits), truths);
  }

  int cases() {
    return counted.length;
  }

  int groups() {
    return groups.size();
  }

  /** Each case once. */
  int[] everyCase() {
    int[] draws = new int[counted.length];
    Arrays.fill(draws, 1);
    return draws;
  }

  /**
   * The curve of a group.
   *
   * @param draws how often each case counts
   * @param upTo false positives per case; the curve ends with the first point beyond
   */
  FrocCurve curve(int group, int[] draws, double upTo) {
    Group chosen = groups.get(group);
    FrocCurve.Totals totals = new FrocCurve.Totals(truths(group, draws), cases(draws), rules);
    double mostAlarms = upTo * totals.cases();
    long[] found = new long[Math.min(thresholds.length, 1024)];
    long[] falses = new long[found.length];
    Sweep hits = new Sweep(chosen.hits, draws);
    Sweep wrong = new Sweep(alarms, draws);
    int points = 0;
    while (points < thresholds.length && wrong.total <= mostAlarms) {
      if (points == found.length) {
        found = Arrays.copyOf(found, 2 * points);
        falses = Arrays.copyOf(falses, 2 * points);
      }
      hits.takeAtLeast(thresholds[points]);
      wrong.takeAbove(thresholds[points]);
      found[points] = hits.total;
      falses[points++] = wrong.total;
    }
    return new FrocCurve(
        Arrays.copyOf(thresholds, points),
        Arrays.copyOf(found, points),
        Arrays.copyOf(falses, points),
        totals);
  }

  /** Counts drawn objects from the highest score down. */
  private static final class Sweep {
    private final Scored objects;
    private final int[] draws;
    private int next;
    private long total;

    Sweep(Scored objects, int[] draws) {
      this.objects = objects;
      this.draws = draws;
    }

    void takeAtLeast(double threshold) {
      while (next < objects.scores.length && objects.scores[next] >= threshold) {
        total += draws[objects.cases[next++]];
      }
    }

    void takeAbove(double threshold) {
      while (next < objects.scores.length && objects.scores[next] > threshold) {
        total += draws[objects.cases[next++]];
      }
    }
  }

  long truths(int group, int[] draws) {
    int[] truths = groups.get(group).truths;
    long total = 0;
    for (int i = 0; i < draws.length; i++) {
      total += (long) draws[i] * truths[i];
    }
    return total;
  }

  private long cases(int[] draws) {
    long total = 0;
    for (int i = 0; i < draws.length; i++) {
      total += counted[i] ? draws[i] : 0;
    }
    return Math.max(1, total); // no case counts only where none has an object
  }

  /** How well the instances that the lowest threshold finds are overlapped. */
  ObjectDice objectDice(int group, int[] draws) {
    Scored hits = groups.get(group).hits;
    double lowest = thresholds[thresholds.length - 1];
    long count = 0;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < hits.scores.length && hits.scores[i] >= lowest; i++) {
      int times = draws[hits.cases[i]];
      count += times;
      sum += times * hits.dice[i];
      squares += times * hits.dice[i] * hits.dice[i];
    }
    double mean = sum / count; // NaN where nothing is found
    return new ObjectDice(count, mean, Math.sqrt(Math.max(0, squares / count - mean * mean)));
  }
}
