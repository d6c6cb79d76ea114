package org.ibengine.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.text.Text;
import org.ibengine.volume.Index3;

/**
 * Makes plans: a pure function of pool, options, seed and epoch. Immutable, so thread-safe.
 *
 * <p>Every instance appears exactly {@code repeats} times (or as {@link Balance} says), each
 * negative window at most once more often than any other.
 */
public final class Planner {
  private final PatchPool pool;
  private final PlanOptions options;
  private final PatchPlacer placer;

  /**
   * @throws DatasetMismatchException if the pool lacks what the options ask for
   * @throws IllegalArgumentException if a plan is too large for the Java heap
   */
  public Planner(PatchPool pool, PlanOptions options) {
    if (pool.positives().isEmpty()) {
      throw new DatasetMismatchException(
          "an epoch needs at least one positive patch, but no case of this selection has an instance;"
              + " check the label maps, --fold or --split");
    }
    if (pool.negatives().isEmpty() && options.negativesPerPositive() > 0) {
      throw new DatasetMismatchException(
          Text.format(
              "negatives per positive is %s, but no window of %s voxels is free of foreground; use --ratio 0 or a smaller --patch-size",
              options.negativesPerPositive(), options.patchSize()));
    }
    PlanSize.of(pool.positives().size(), options).requireFits(Runtime.getRuntime().maxMemory());
    this.pool = pool;
    this.options = options;
    this.placer = new PatchPlacer(options.patchSize(), options.placement());
  }

  /** The plan of that epoch. */
  public EpochPlan plan(EpochId id) {
    return id instanceof EpochId.Training epoch
        ? training(epoch.seed(), epoch.number())
        : validation();
  }

  /**
   * The plan of a training epoch.
   *
   * @param epoch at least 0
   */
  public EpochPlan training(long seed, int epoch) {
    EpochId id = new EpochId.Training(seed, epoch);
    Streams streams = Streams.of(id);
    int[] positives = positiveSites(streams);
    int[] negatives = negativeSites(streams, size(options.repeats()));
    int[] order = order(positives, negatives, streams);
    return fill(id, trainingSteps(), ordinal -> training(order, ordinal, streams));
  }

  /**
   * The plan of a validation run: every positive once and the same ratio of windows, always the
   * same ones, in the order of the pool, fixed placement, no variation.
   */
  public EpochPlan validation() {
    Streams streams = Streams.of(EpochId.VALIDATION);
    int positives = pool.positives().size();
    int[] negatives = negativeSites(streams, size(1));
    Arrays.sort(negatives);
    int[] order = new int[positives + negatives.length];
    for (int i = 0; i < positives; i++) {
      order[i] = i;
    }
    System.arraycopy(negatives, 0, order, positives, negatives.length);
    return fill(EpochId.VALIDATION, validationSteps(), ordinal -> validation(order, ordinal));
  }

  /** Batches of every training epoch, the same on every rank. */
  public int trainingSteps() {
    return size(options.repeats()).steps(options);
  }

  /** Batches of every validation run, the same on every rank. */
  public int validationSteps() {
    return size(1).steps(options);
  }

  private PlanSize size(int times) {
    return PlanSize.of(pool.positives().size(), times, options);
  }

  /**
   * Each positive site as often as it is due; sites are numbered positives first, then negatives.
   */
  private int[] positiveSites(Streams streams) {
    double[] exposure = options.balance().exposure(pool.positives(), options.repeats());
    // 20 bits: sums of whole exposures and the offset stay exact.
    double offset = streams.of(Streams.Purpose.POSITIVE_COUNTS, 0).nextInt(1 << 20) * 0x1p-20;
    int[] sites = new int[Math.multiplyExact(options.repeats(), exposure.length)];
    double cumulated = offset;
    int filled = 0;
    for (int site = 0; site < exposure.length; site++) {
      cumulated += exposure[site];
      boolean last = site == exposure.length - 1;
      int until = last ? sites.length : (int) Math.min(sites.length, Math.floor(cumulated));
      while (filled < until) {
        sites[filled++] = site;
      }
    }
    return sites;
  }

  private int[] negativeSites(Streams streams, PlanSize size) {
    int count = Math.toIntExact(size.negatives());
    int[] sites = new int[count];
    int pooled = pool.negatives().size();
    for (int filled = 0, round = 0; filled < count; filled += pooled, round++) {
      int[] shuffled =
          Streams.permutation(pooled, streams.of(Streams.Purpose.NEGATIVE_CHOICE, round));
      System.arraycopy(shuffled, 0, sites, filled, Math.min(pooled, count - filled));
    }
    for (int i = 0; i < count; i++) {
      sites[i] += pool.positives().size();
    }
    return sites;
  }

  private int[] order(int[] positives, int[] negatives, Streams streams) {
    int[] order = new int[positives.length + negatives.length];
    if (!options.evenBatches()) {
      System.arraycopy(positives, 0, order, 0, positives.length);
      System.arraycopy(negatives, 0, order, positives.length, negatives.length);
      Streams.shuffle(order, streams.of(Streams.Purpose.ORDER, 0));
      return order;
    }
    Streams.shuffle(positives, streams.of(Streams.Purpose.ORDER, 0));
    int taken = 0;
    for (int i = 0; i < order.length; i++) {
      // Spread evenly: after i + 1 requests ⌊(i + 1) · positives / all⌋ are positive.
      long due = (long) (i + 1) * positives.length / order.length;
      order[i] = taken < due ? positives[taken++] : negatives[i - taken];
    }
    return order;
  }

  private interface RequestMaker {
    PatchRequest make(int ordinal);
  }

  private EpochPlan fill(EpochId id, int steps, RequestMaker maker) {
    int count = steps * options.globalBatch();
    List<PatchRequest> requests = new ArrayList<>(count);
    for (int ordinal = 0; ordinal < count; ordinal++) {
      requests.add(maker.make(ordinal));
    }
    return new EpochPlan(id, options.globalBatch(), requests);
  }

  private PatchRequest training(int[] order, int ordinal, Streams streams) {
    int site = order[ordinal % order.length];
    boolean filler = ordinal >= order.length;
    Variation variation =
        VariationDraw.draw(
            options.augmentation(),
            options.patchSize(),
            streams.of(Streams.Purpose.AUGMENTATION, ordinal));
    if (site >= pool.positives().size()) {
      return negative(site, ordinal, variation, filler);
    }
    UniformRandomProvider random = streams.of(Streams.Purpose.PLACEMENT, ordinal);
    Index3 corner = placer.place(pool.positives().get(site), random);
    return positive(site, ordinal, corner, variation, filler);
  }

  private PatchRequest validation(int[] order, int ordinal) {
    int site = order[ordinal % order.length];
    boolean filler = ordinal >= order.length;
    return site >= pool.positives().size()
        ? negative(site, ordinal, Variation.NONE, filler)
        : positive(
            site, ordinal, placer.placeFixed(pool.positives().get(site)), Variation.NONE, filler);
  }

  private PatchRequest positive(
      int site, int ordinal, Index3 corner, Variation variation, boolean filler) {
    PositiveSite at = pool.positives().get(site);
    return new PatchRequest(
        ordinal, at.source(), at.caseName(), at.instance().id(), corner, variation, filler);
  }

  private PatchRequest negative(int site, int ordinal, Variation variation, boolean filler) {
    NegativeSite at = pool.negatives().get(site - pool.positives().size());
    return new PatchRequest(ordinal, at.source(), at.caseName(), 0, at.corner(), variation, filler);
  }
}
