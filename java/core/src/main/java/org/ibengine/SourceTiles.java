package org.ibengine;

import java.util.List;
import org.ibengine.dataset.FoldSelection;
import org.ibengine.pipeline.TileDemand;
import org.ibengine.pipeline.TileDemand.Starts;
import org.ibengine.plan.Corners;
import org.ibengine.plan.NegativeSites;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.PositiveSite;
import org.ibengine.plan.Stratum;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Which tiles of packed volumes the patches of an epoch need, as far as sites and samplers tell.
 */
final class SourceTiles {
  /** Of the windows of a source, so many are looked at, evenly spread. */
  private static final int MOST_CORNERS = 1024;

  private final TileDemand demand;
  private final PlanOptions plan;

  private SourceTiles(TileDemand demand, PlanOptions plan) {
    this.demand = demand;
    this.plan = plan;
  }

  static TileDemand demand(List<StoredSource> sources, FoldSelection fold, PlanOptions plan) {
    SourceTiles tiles = new SourceTiles(new TileDemand(sources, plan.patchSize()), plan);
    if (plan.draws().replaces()) {
      tiles.addEverywhere(sources);
    } else {
      tiles.add(fold.trainingPool(), plan.repeats());
    }
    if (fold.validationPool() != null) {
      tiles.add(fold.validationPool(), 1);
    }
    return tiles.demand;
  }

  /** Draws with replacement come from anywhere. */
  private void addEverywhere(List<StoredSource> sources) {
    for (int i = 0; i < sources.size(); i++) {
      if (demand.has(i)) {
        Size3 size = sources.get(i).size();
        demand.add(i, anywhere(size, 1), anywhere(size, 2), 1);
      }
    }
  }

  private Starts anywhere(Size3 size, int axis) {
    return new Starts(0, Math.max(0, size.get(axis) - plan.patchSize().get(axis)));
  }

  private void add(PatchPool pool, int repeats) {
    double[] exposure = plan.balance().exposure(pool.positives(), repeats);
    for (int i = 0; i < exposure.length; i++) {
      PositiveSite site = pool.positives().get(i);
      if (demand.has(site.source())) {
        demand.add(
            site.source(), inside(site.box(), 1), inside(site.box(), 2), Math.max(0, exposure[i]));
      }
    }
    double negatives = plan.negativesPerPositive() * repeats * exposure.length;
    for (Stratum stratum : pool.negatives().all()) {
      double each = stratum.share() * negatives / Math.max(1, stratum.sites().count());
      stratum.sites().parts().forEach(part -> add(part, each));
    }
  }

  private Starts inside(Box box, int axis) {
    int begin = box.begin().get(axis);
    return new Starts(begin, Math.max(begin, box.end().get(axis) - plan.patchSize().get(axis)));
  }

  private void add(NegativeSites.OfSource part, double each) {
    Corners corners = part.corners();
    long count = corners.count();
    if (!demand.has(part.source()) || count == 0 || each == 0) {
      return;
    }
    long looked = Math.min(count, MOST_CORNERS);
    for (long i = 0; i < looked; i++) {
      Index3 corner = corners.get(i * count / looked);
      demand.add(
          part.source(),
          new Starts(corner.y(), corner.y()),
          new Starts(corner.z(), corner.z()),
          each * count / looked);
    }
  }
}
