package org.ibengine.plan;

import org.apache.commons.rng.UniformRandomProvider;
import org.ibengine.volume.Index3;

/**
 * Draws the requests of one epoch, each by itself: a pure function of its site and its position in
 * the epoch, so that none has to be kept. Sites are numbered positives first, then the negatives
 * that the epoch shows. Thread-safe.
 */
final class RequestDraw {
  private final PatchPool pool;
  private final PlanOptions options;
  private final EpochId epoch;
  private final RandomStreams streams;
  private final PatchPlacer placer;
  private final DrawnNegatives negatives;

  RequestDraw(PatchPool pool, PlanOptions options, EpochId epoch, DrawnNegatives negatives) {
    this.pool = pool;
    this.negatives = negatives;
    this.options = options;
    this.epoch = epoch;
    this.streams = RandomStreams.of(epoch);
    this.placer = new PatchPlacer(options.patchSize(), options.placement());
  }

  EpochId epoch() {
    return epoch;
  }

  int globalBatch() {
    return options.globalBatch();
  }

  PatchPool pool() {
    return pool;
  }

  /** What the patch of a site is cut from. */
  int source(int site) {
    int number = site - pool.positives().size();
    return number < 0
        ? pool.positives().get(site).source()
        : negatives.of(number).sites().source(negatives.rank(number));
  }

  /** Of a negative site: the position of its stratum. */
  int stratum(int site) {
    return negatives.stratum(site - pool.positives().size());
  }

  /** Of a negative site. */
  String caseName(int site) {
    int number = site - pool.positives().size();
    return negatives.of(number).sites().caseName(negatives.rank(number));
  }

  /**
   * @throws IndexOutOfBoundsException if the site is a positive one
   */
  DrawnWindow window(int site) {
    int number = site - pool.positives().size();
    int stratum = negatives.stratum(number);
    long rank = negatives.rank(number);
    return new DrawnWindow(stratum, rank, pool.negatives().all().get(stratum).sites().get(rank));
  }

  PatchRequest request(int site, int ordinal, boolean filler) {
    Variation variation = variation(ordinal);
    int positives = pool.positives().size();
    if (site < positives) {
      PositiveSite at = pool.positives().get(site);
      Index3 corner = corner(at, ordinal);
      return new PatchRequest(
          ordinal, at.source(), at.caseName(), at.instance().id(), "", corner, variation, filler);
    }
    DrawnWindow window = window(site);
    NegativeSite at = window.site();
    String stratum = pool.negatives().all().get(window.stratum()).label();
    return new PatchRequest(
        ordinal, at.source(), at.caseName(), 0, stratum, at.corner(), variation, filler);
  }

  private boolean drawn() {
    return epoch instanceof EpochId.Training;
  }

  private Variation variation(int ordinal) {
    return drawn()
        ? VariationDraw.draw(
            options.augmentation(),
            options.patchSize(),
            streams.of(RandomStreams.Purpose.AUGMENTATION, ordinal))
        : Variation.NONE;
  }

  private Index3 corner(PositiveSite at, int ordinal) {
    if (!drawn()) {
      return placer.placeFixed(at);
    }
    UniformRandomProvider random = streams.of(RandomStreams.Purpose.PLACEMENT, ordinal);
    return placer.place(at, random);
  }
}
