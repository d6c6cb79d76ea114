package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.CaseIndex;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.PlanOptions;
import org.ibengine.plan.Strata;
import org.ibengine.plan.Stratum;
import org.ibengine.store.DatasetReader;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/**
 * How much of the background of a dataset epochs would show, for each stratum that it is drawn
 * from; with all cases and every instance once. Immutable, so thread-safe.
 *
 * @param patchSize in voxels
 * @param perEpoch background patches of an epoch
 * @param pools one for each stratum
 */
public record BackgroundStatistics(Size3 patchSize, long perEpoch, List<Pool> pools) {

  /**
   * The windows of a stratum.
   *
   * @param drawn the stratum
   * @param air further windows, left out because too little of them is body
   * @param perEpoch patches that an epoch draws from it
   */
  public record Pool(Stratum drawn, long air, long perEpoch) {
    /** The label of the stratum. */
    public String stratum() {
      return drawn.label();
    }

    /** Windows that are drawn from. */
    public long windows() {
      return drawn.sites().count();
    }

    /** As {@link Stratum#shownAfter}. */
    public double shownAfter(int epochs) {
      return drawn.shownAfter(perEpoch, epochs);
    }

    /** The share of the windows that is left out, in [0, 1]; 0 if there are none. */
    public double airShare() {
      return air == 0 ? 0 : (double) air / (windows() + air);
    }

    /** Whether an epoch has to show some windows more than once. */
    public boolean isTooSmall() {
      return perEpoch > windows();
    }
  }

  public BackgroundStatistics {
    pools = List.copyOf(pools);
  }

  /**
   * What is drawn.
   *
   * @param patchSize in voxels; label maps are read if it is not the prepared one
   * @param negatives each as if it were the only choice; label maps are read if they need them
   * @param negativesPerPositive background patches for each instance
   */
  public record Wanted(Size3 patchSize, List<Negatives> negatives, double negativesPerPositive) {
    public Wanted {
      negatives = List.copyOf(negatives);
      PlanOptions.requireRatio(negativesPerPositive);
    }

    /** What records tell without a look at label maps: the grid, and mined windows if there are. */
    public static Wanted ofRecords(DatasetReader reader, double negativesPerPositive) {
      List<Negatives> known = new ArrayList<>(List.of(Negatives.GRID));
      if (reader.index().cases().stream().map(CaseIndex::mined).anyMatch(all -> !all.isEmpty())) {
        known.add(Negatives.MINED);
      }
      return new Wanted(reader.options().patchSize(), known, negativesPerPositive);
    }
  }

  /**
   * Counts the windows.
   *
   * @param threads that read label maps side by side, where they have to be read
   * @throws IllegalArgumentException if the dataset lacks something that is asked for, or an epoch
   *     would have 2^31 background patches or more
   * @throws DatasetMismatchException if a ring has no window
   * @throws DatasetException if the folder cannot be read
   */
  public static BackgroundStatistics of(
      DatasetReader reader, Wanted wanted, int threads, Backend backend) {
    Opening opening = new Opening(reader, wanted.patchSize(), threads, backend);
    List<Pool> pools = new ArrayList<>();
    long instances =
        reader.index().cases().stream().mapToLong(item -> item.instances().size()).sum();
    int perEpoch = perEpoch(wanted.negativesPerPositive(), instances);
    for (Negatives negatives : wanted.negatives()) {
      Strata drawn = opening.strata(negatives);
      Strata all = negatives.leastBody() == 0 ? drawn : opening.strata(negatives.minBody(0));
      int[] quotas = drawn.quotas(perEpoch);
      for (int i = 0; i < quotas.length; i++) {
        Stratum stratum = drawn.all().get(i);
        long air = all.all().get(i).sites().count() - stratum.sites().count();
        pools.add(new Pool(stratum, air, quotas[i]));
      }
    }
    return new BackgroundStatistics(wanted.patchSize(), perEpoch, pools);
  }

  private static int perEpoch(double negativesPerPositive, long instances) {
    double all = negativesPerPositive * instances;
    if (all > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.format(
              "an epoch can have at most %d background patches, but --ratio %s asks for %.0f of %d instances; use a smaller --ratio",
              Integer.MAX_VALUE, negativesPerPositive, all, instances));
    }
    return (int) Math.round(all);
  }

  /** Opens a dataset as an engine does. */
  private record Opening(DatasetReader reader, Size3 patch, int threads, Backend backend) {
    Strata strata(Negatives negatives) {
      OpenRequest request =
          new OpenRequest(List.of(), patch, threads, false, IntensityChoice.PREPARED, negatives);
      return DatasetOpener.open(reader, request, backend).pool().negatives();
    }
  }
}
