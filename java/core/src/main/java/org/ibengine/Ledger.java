package org.ibengine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.ibengine.label.SizeBin;
import org.ibengine.plan.PositiveSite;
import org.ibengine.text.Text;

/**
 * Counts what an epoch shows: planned over all ranks, and delivered on this one or on those that
 * were merged. Filler is counted separately, because it repeats other patches. The ledger of an
 * open epoch follows it; each answer costs a pass over the plan. Thread-safe.
 */
public final class Ledger {
  /**
   * How often one instance is shown.
   *
   * @param lesionClass name of its class; empty where there are no classes
   * @param expected by the balance, on average over epochs
   * @param planned in this epoch over all ranks, without filler
   * @param delivered on this rank (or those merged) so far, without filler
   */
  public record Row(
      String caseName,
      int instanceId,
      String lesionClass,
      long voxels,
      double expected,
      int planned,
      int delivered) {}

  /** Counts of patches. */
  public record Count(int planned, int delivered) {
    Count plus(Count more) {
      return new Count(planned + more.planned, delivered + more.delivered);
    }
  }

  private final LedgerSubject subject;
  private final int worldSize;
  private final SortedMap<Integer, Integer> steps; // batches delivered, by rank
  private final LedgerCounts counts = new LedgerCounts();

  /** Of one rank, which has been given the batches before {@code step}. */
  Ledger(LedgerSubject subject, int rank, int worldSize, int step) {
    this(subject, worldSize, new TreeMap<>(Map.of(rank, step)));
  }

  private Ledger(LedgerSubject subject, int worldSize, SortedMap<Integer, Integer> steps) {
    this.subject = subject;
    this.worldSize = worldSize;
    this.steps = steps;
  }

  /**
   * What several ranks were given together: counts of deliveries add up, and {@link #neverSeen}
   * uses what each of them was really given. A copy, which does not change when the epochs
   * continue.
   *
   * @param ledgers of different ranks of the same epoch
   * @throws IllegalArgumentException if there is none, one rank is in two of them, or they are of
   *     different epochs, datasets, options or world sizes
   */
  public static Ledger merge(List<Ledger> ledgers) {
    if (ledgers.isEmpty()) {
      throw new IllegalArgumentException("merging takes at least one ledger, was given none");
    }
    Ledger first = ledgers.get(0);
    SortedMap<Integer, Integer> all = new TreeMap<>();
    for (Ledger ledger : ledgers) {
      LedgerMerge.requireSame(first, ledger);
      ledger.steps().forEach((rank, step) -> LedgerMerge.putOnce(all, rank, step));
    }
    Ledger merged = new Ledger(first.subject, first.worldSize, all);
    ledgers.forEach(ledger -> ledger.addCountsTo(merged.counts));
    return merged;
  }

  /** The one rank has been given all batches before that step. */
  synchronized void advance(int step) {
    steps.put(steps.firstKey(), step);
  }

  /** Foreground voxels of the patches of that step, which the one rank has been given. */
  synchronized void count(int step, int[] ofItems) {
    counts.add(step, steps.firstKey(), ofItems);
  }

  /**
   * What the one rank had been given before that step. A copy, which does not change when the epoch
   * continues.
   *
   * @throws IllegalArgumentException if it has not been given so many batches
   */
  public synchronized Ledger before(int step) {
    int rank = steps.firstKey();
    if (step < 0 || step > steps.get(rank)) {
      throw new IllegalArgumentException(
          Text.format("step must be from 0 to the next one %d, was %d", steps.get(rank), step));
    }
    Ledger before = new Ledger(subject, rank, worldSize, step);
    before.counts.addAll(counts.before(step));
    return before;
  }

  LedgerSubject subject() {
    return subject;
  }

  private synchronized void addCountsTo(LedgerCounts merged) {
    merged.addAll(counts);
  }

  /**
   * How much foreground the patches have that were delivered here so far, without filler. Empty
   * unless {@link EngineOptions#foregroundCounts} asked for it.
   */
  public synchronized Optional<ForegroundLog> foreground() {
    return subject.made().delivery().foregroundCounts()
        ? Optional.of(counts.log(subject.plan(), worldSize, subject.options().patchSize().voxels()))
        : Optional.empty();
  }

  /** Batches delivered so far, by rank: this one, or those that were merged. */
  public synchronized SortedMap<Integer, Integer> steps() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(steps));
  }

  /** What the epoch was made with, on this rank, or on the first of those that were merged. */
  public EngineOptions options() {
    return subject.made();
  }

  /** Ranks that share the epoch. */
  public int worldSize() {
    return worldSize;
  }

  private LedgerTally tally() {
    return new LedgerTally(subject.plan(), new LedgerTally.Progress(worldSize, steps()));
  }

  private List<Row> rows(LedgerTally tally) {
    List<PositiveSite> sites = subject.sites();
    double[] expected = subject.expected();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < sites.size(); i++) {
      PositiveSite site = sites.get(i);
      rows.add(
          new Row(
              site.caseName(),
              site.instance().id(),
              site.instance().lesionClass(),
              site.instance().voxels(),
              expected[i],
              tally.planned[i],
              tally.delivered[i]));
    }
    return rows;
  }

  private List<Row> rowsWithout(Function<LedgerTally, BitSet> seen) {
    LedgerTally tally = tally();
    List<Row> rows = rows(tally);
    BitSet shown = seen.apply(tally);
    List<Row> missing = new ArrayList<>();
    for (int i = shown.nextClearBit(0); i < rows.size(); i = shown.nextClearBit(i + 1)) {
      missing.add(rows.get(i));
    }
    return missing;
  }

  /** One row per instance of the training cases, in the order of the dataset. */
  public List<Row> instances() {
    return rows(tally());
  }

  /** Background patches by case. */
  public Map<String, Count> negatives() {
    return Collections.unmodifiableMap(tally().negatives);
  }

  /** Background patches by stratum, in the order of the options. */
  public Map<String, StratumCount> strata() {
    return Collections.unmodifiableMap(LedgerStrata.of(subject.plan(), tally(), subject.dataset()));
  }

  /** Instance patches by case. */
  public Map<String, Count> cases() {
    return counted(Row::caseName);
  }

  /** Instance patches by size of the instance. */
  public Map<SizeBin, Count> sizes() {
    return counted(row -> SizeBin.of(row.voxels()));
  }

  /** Instance patches by class of the instance; empty where there are no classes. */
  public Map<String, Count> classes() {
    Map<String, Count> counts = counted(Row::lesionClass);
    counts.remove("");
    return counts;
  }

  private <K> Map<K, Count> counted(Function<Row, K> key) {
    Map<K, Count> counts = new TreeMap<>();
    for (Row row : instances()) {
      counts.merge(key.apply(row), new Count(row.planned(), row.delivered()), Count::plus);
    }
    return counts;
  }

  /** Patches that repeat others to fill the last batch. */
  public Count filler() {
    return tally().filler;
  }

  /**
   * Instances that no rank has been given so far, by the plan of all ranks. Each rank is assumed to
   * be at this one's step or, in a merged ledger, where it really is (a rank that was not merged,
   * at the step of the slowest that was). The same on every rank at the same step.
   */
  public List<Row> neverSeen() {
    return rowsWithout(tally -> tally.seen);
  }

  /**
   * Instances that this rank (or each of those merged) has not been given so far, although other
   * ranks may have been. Equal to {@link #neverSeen} if all ranks are counted.
   */
  public List<Row> neverSeenHere() {
    return rowsWithout(tally -> tally.seenHere);
  }

  /** Everything above as JSON. */
  public String toJson() {
    return LedgerJson.of(this);
  }
}
