package org.ibengine.plan;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.ibengine.error.DatasetMismatchException;

/**
 * Makes plans: a pure function of pool, options, seed and epoch. Immutable, so thread-safe.
 *
 * <p>With {@link Sampler#IB}, every instance appears exactly {@code repeats} times (or as {@link
 * Balance} says). Each stratum of the background gives its share of the negatives, rounded by
 * largest remainders, and the counts of any two of its windows differ by at most one.
 */
public final class Planner {
  private final PatchPool pool;
  private final PlanOptions options;
  private final PoolCheck check;
  private final DrawnCases cases; // null unless patches are drawn with replacement

  /**
   * Of a pool of all windows that are free of foreground.
   *
   * @throws DatasetMismatchException if the pool lacks what the options ask for
   * @throws IllegalArgumentException if a plan is too large for the Java heap
   */
  public Planner(PatchPool pool, PlanOptions options) {
    this(pool, options, List.of());
  }

  /**
   * @param rules that the windows of the pool meet, as {@link NegativeWords#rules}; for messages
   * @throws DatasetMismatchException if the pool lacks what the options ask for
   * @throws IllegalArgumentException if a plan is too large for the Java heap
   */
  public Planner(PatchPool pool, PlanOptions options, List<String> rules) {
    this.pool = pool;
    this.options = options;
    this.check = new PoolCheck(pool, options, rules);
    this.cases = options.draws().replaces() ? DrawnCases.of(pool, options) : null;
    if (options.draws().replaces()) {
      check.requireCases();
    } else {
      check.requireContent();
    }
  }

  /** The plan of that epoch. */
  public EpochPlan plan(EpochId id) {
    return id instanceof EpochId.Training epoch ? training(epoch) : validation();
  }

  /**
   * The plan of a training epoch.
   *
   * @param epoch at least 0
   */
  public EpochPlan training(long seed, int epoch) {
    return training(new EpochId.Training(seed, epoch));
  }

  private EpochPlan training(EpochId.Training id) {
    requireUnweighted(id.weights());
    if (options.draws().replaces()) {
      return new EpochPlan(new ReplacingDraw(pool, options, id, cases), trainingSteps());
    }
    RandomStreams streams = RandomStreams.of(id);
    int[] order = sites(size(options.repeats()));
    addPositives(order, id, streams);
    int positives = options.repeats() * pool.positives().size();
    DrawnNegatives negatives = addNegatives(order, positives, id);
    mix(order, streams);
    return new EpochPlan(
        new RequestDraw(pool, options, id, new RequestDraw.Content(order, negatives)),
        trainingSteps());
  }

  /**
   * The plan of a validation run, whatever the sampler: every positive once and the same ratio of
   * windows, always the same ones, in the order of the pool, fixed placement, no variation.
   */
  public EpochPlan validation() {
    check.requireContent();
    int positives = pool.positives().size();
    int[] order = sites(size(1));
    for (int site = 0; site < positives; site++) {
      order[site] = site;
    }
    DrawnNegatives negatives = addNegatives(order, positives, EpochId.VALIDATION);
    Arrays.sort(order, positives, order.length);
    return new EpochPlan(
        new RequestDraw(
            pool, options, EpochId.VALIDATION, new RequestDraw.Content(order, negatives)),
        validationSteps());
  }

  /**
   * @throws IllegalArgumentException if there are weights, and patches are drawn with replacement
   */
  public void requireUnweighted(SiteWeights weights) {
    check.requireUnweighted(weights);
  }

  /** Batches of every training epoch, the same on every rank. */
  public int trainingSteps() {
    return options.draws().replaces()
        ? options.draws().stepsOfEpoch()
        : size(options.repeats()).steps(options);
  }

  /** Batches of every validation run, the same on every rank. */
  public int validationSteps() {
    return size(1).steps(options);
  }

  private PlanSize size(int times) {
    return PlanSize.of(pool.positives().size(), times, options);
  }

  /** Room for one site each; sites are numbered positives first, then negatives. */
  private static int[] sites(PlanSize size) {
    return new int[Math.toIntExact(size.positives() + size.negatives())];
  }

  /** Each positive site as often as it is due, at the beginning of {@code order}. */
  private void addPositives(int[] order, EpochId.Training id, RandomStreams streams) {
    int sites = pool.positives().size();
    IntToDoubleFunction exposure =
        id.weights()
            .applied(
                options.balance().exposureOf(pool.positives(), options.repeats()),
                pool.positives());
    int end = options.repeats() * sites;
    // 20 bits: sums of whole exposures and the offset stay exact.
    double cumulated =
        streams.of(RandomStreams.Purpose.POSITIVE_COUNTS, 0).nextInt(1 << 20) * 0x1p-20;
    int filled = 0;
    for (int site = 0; site < sites; site++) {
      cumulated += exposure.applyAsDouble(site);
      boolean last = site == sites - 1;
      int until = last ? end : (int) Math.min(end, Math.floor(cumulated));
      while (filled < until) {
        order[filled++] = site;
      }
    }
  }

  /** The negatives of an epoch, their sites from {@code begin} to the end. */
  private DrawnNegatives addNegatives(int[] order, int begin, EpochId id) {
    Strata strata = pool.negatives();
    DrawnNegatives drawn;
    if (strata.isGrid()) {
      addGrid(order, begin, RandomStreams.of(id));
      drawn = DrawnNegatives.ofGrid(strata);
    } else {
      int total = order.length - begin;
      boolean sorted = id instanceof EpochId.Validation;
      drawn = DrawnNegatives.draw(strata, total, RandomStreams.of(id), sorted);
      Arrays.setAll(order, i -> i < begin ? order[i] : i - begin);
    }
    for (int i = begin; i < order.length; i++) {
      order[i] += pool.positives().size();
    }
    return drawn;
  }

  /** Ranks of the grid, drawn without replacement round by round. */
  private void addGrid(int[] order, int begin, RandomStreams streams) {
    int pooled = (int) pool.negatives().count();
    for (int filled = begin, round = 0; filled < order.length; filled += pooled, round++) {
      int[] shuffled =
          RandomStreams.permutation(
              pooled, streams.of(RandomStreams.Purpose.NEGATIVE_CHOICE, round));
      System.arraycopy(shuffled, 0, order, filled, Math.min(pooled, order.length - filled));
    }
  }

  /** Brings positives, which come first, and negatives into the order of the epoch. */
  private void mix(int[] order, RandomStreams streams) {
    if (!options.evenBatches()) {
      RandomStreams.shuffle(order, streams.of(RandomStreams.Purpose.ORDER, 0));
      return;
    }
    int[] positives = Arrays.copyOf(order, options.repeats() * pool.positives().size());
    RandomStreams.shuffle(positives, streams.of(RandomStreams.Purpose.ORDER, 0));
    int taken = 0;
    for (int i = 0; i < order.length; i++) {
      // Spread evenly: after i + 1 requests ⌊(i + 1) · positives / all⌋ are positive.
      long due = (long) (i + 1) * positives.length / order.length;
      // A negative moves to the left, so that none is overwritten before it was moved.
      order[i] = taken < due ? positives[taken++] : order[positives.length + i - taken];
    }
  }
}
