package org.ibengine.plan;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.ibengine.volume.Index3;

/**
 * The requests of an epoch that shows every instance. Four bytes are held for each: which site it
 * shows; positives first, then the negatives of the epoch by number.
 */
final class RequestDraw implements EpochDraw {
  private final PatchPool pool;
  private final PlanOptions options;
  private final EpochId epoch;
  private final RandomStreams streams;
  private final PatchPlacer placer;
  private final DrawnNegatives negatives;
  private final int[] order; // the site of each request but the filler

  /** The sites of an epoch in its order, and the negatives among them; both are kept. */
  record Content(int[] order, DrawnNegatives negatives) {}

  RequestDraw(PatchPool pool, PlanOptions options, EpochId epoch, Content content) {
    this.pool = pool;
    this.negatives = content.negatives();
    this.order = content.order();
    this.options = options;
    this.epoch = epoch;
    this.streams = RandomStreams.of(epoch);
    this.placer = new PatchPlacer(options.patchSize(), options.placement());
  }

  @Override
  public EpochId epoch() {
    return epoch;
  }

  @Override
  public int globalBatch() {
    return options.globalBatch();
  }

  @Override
  public PatchPool pool() {
    return pool;
  }

  @Override
  public int size() {
    return order.length;
  }

  @Override
  public int site(int ordinal) {
    return order[ordinal % order.length];
  }

  /** Of a negative request, among those of the epoch. */
  private int number(int ordinal) {
    return site(ordinal) - pool.positives().size();
  }

  @Override
  public int source(int ordinal) {
    int number = number(ordinal);
    return number < 0
        ? pool.positives().get(site(ordinal)).source()
        : negatives.of(number).sites().source(negatives.rank(number));
  }

  @Override
  public List<String> strata() {
    return pool.negatives().all().stream().map(Stratum::label).toList();
  }

  @Override
  public long windows(int stratum) {
    return pool.negatives().all().get(stratum).sites().count();
  }

  @Override
  public boolean replaces() {
    return false;
  }

  @Override
  public int stratum(int ordinal) {
    return negatives.stratum(number(ordinal));
  }

  @Override
  public String caseName(int ordinal) {
    int number = number(ordinal);
    return negatives.of(number).sites().caseName(negatives.rank(number));
  }

  @Override
  public DrawnWindow window(int ordinal) {
    int number = number(ordinal);
    int stratum = negatives.stratum(number);
    long rank = negatives.rank(number);
    return new DrawnWindow(stratum, rank, pool.negatives().all().get(stratum).sites().get(rank));
  }

  @Override
  public PatchRequest request(int ordinal, boolean filler) {
    if (site(ordinal) < pool.positives().size()) {
      return positive(ordinal, filler);
    }
    DrawnWindow window = window(ordinal);
    String stratum = pool.negatives().all().get(window.stratum()).label();
    return PatchRequest.negative(ordinal, window.site(), stratum, variation(ordinal), filler);
  }

  private boolean drawn() {
    return epoch instanceof EpochId.Training;
  }

  private Variation variation(int ordinal) {
    return drawn() ? VariationDraw.draw(options, streams, ordinal) : Variation.NONE;
  }

  private PatchRequest positive(int ordinal, boolean filler) {
    PositiveSite at = pool.positives().get(site(ordinal));
    if (!drawn()) {
      return PatchRequest.positive(ordinal, at, placer.placeFixed(at), Variation.NONE, filler);
    }
    UniformRandomProvider random = streams.of(RandomStreams.Purpose.PLACEMENT, ordinal);
    Index3 anchor = PatchPlacer.anchor(at, random);
    Index3 corner = placer.place(at, anchor, random);
    Variation variation = variation(ordinal).about(anchor, corner);
    return PatchRequest.positive(ordinal, at, corner, variation, filler);
  }
}
