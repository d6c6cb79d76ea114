package org.ibengine.plan;

import org.ibengine.text.Text;
import org.ibengine.volume.Sums;

/**
 * How many requests a training epoch takes, known before one is made.
 *
 * @param positives instances × repeats
 * @param negatives background patches for them
 * @param requests with what fills the last global batch
 */
public record PlanSize(long positives, long negatives, long requests) {
  /** So that positions, and sums of two of them, are ints. */
  private static final long MOST = 1 << 30;

  /** Of the heap, per request while the plan is made; four stay. */
  private static final long BYTES = 16;

  /** Per request of other background than the grid: its rank, and the table it is drawn with. */
  private static final long DRAWN_BYTES = BYTES + 8 + 64;

  /** An epoch, the next one, and as much again for all else. */
  private static final int HEAP_SHARE = 4;

  /** Of that many instances. */
  public static PlanSize of(long instances, PlanOptions options) {
    return of(instances, options.repeats(), options);
  }

  static PlanSize of(long instances, int times, PlanOptions options) {
    long positives = Sums.product(instances, times);
    return of(positives, Math.round(options.negativesPerPositive() * positives), options);
  }

  /** Of that many windows, each shown once. */
  static PlanSize ofWindows(long windows, PlanOptions options) {
    return of(0, windows, options);
  }

  private static PlanSize of(long positives, long negatives, PlanOptions options) {
    long real = Sums.sum(positives, negatives);
    long steps = real / options.globalBatch() + (real % options.globalBatch() == 0 ? 0 : 1);
    return new PlanSize(positives, negatives, Sums.product(steps, options.globalBatch()));
  }

  /** Of an epoch that is drawn with replacement: as many patches as its batches hold. */
  static PlanSize ofDraws(PlanOptions options) {
    long requests = Sums.product(options.draws().stepsOfEpoch(), options.globalBatch());
    if (requests > MOST) {
      throw new IllegalArgumentException(
          Text.format(
              "an epoch has at most %d patches over all ranks, but %d steps of %d patches were asked for; choose fewer --steps",
              MOST, options.draws().stepsOfEpoch(), options.globalBatch()));
    }
    return new PlanSize(0, 0, requests);
  }

  /** How many batches each rank gets. */
  int steps(PlanOptions options) {
    return Math.toIntExact(requests / options.globalBatch());
  }

  /**
   * @throws IllegalArgumentException if two such plans do not fit into half of {@code heapBytes}
   */
  public void requireFits(long heapBytes) {
    requireFits(heapBytes, BYTES);
  }

  /**
   * As {@link #requireFits(long)}, of a plan whose background is drawn from these.
   *
   * @throws IllegalArgumentException if two such plans do not fit into half of {@code heapBytes}
   */
  public void requireFits(long heapBytes, Strata strata) {
    requireFits(heapBytes, strata.isGrid() ? BYTES : DRAWN_BYTES);
  }

  private void requireFits(long heapBytes, long bytes) {
    long most = Math.min(MOST, heapBytes / HEAP_SHARE / bytes);
    if (requests > most) {
      throw new IllegalArgumentException(
          Text.format(
              "a Java heap of %d bytes holds epochs of at most %d patches, asked for were %s (%s of"
                  + " instances, %s of background, the rest to fill the last batch of all ranks);"
                  + " choose fewer repeats, negatives per positive, ranks or smaller batches, or a"
                  + " larger heap (-Xmx)",
              heapBytes, most, Sums.text(requests), Sums.text(positives), Sums.text(negatives)));
    }
  }
}
