package org.ibengine.plan;

import java.util.List;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.text.Text;

/**
 * Whether a pool has what plans ask for.
 *
 * @param rules that its windows meet, for messages
 */
record PoolCheck(PatchPool pool, PlanOptions options, List<String> rules) {
  /** What an epoch needs that shows every instance. */
  void requireContent() {
    requirePositives();
    if (options.negativesPerPositive() > 0) {
      pool.negatives().all().forEach(this::requireWindows);
    }
    PlanSize.of(pool.positives().size(), options)
        .requireFits(Runtime.getRuntime().maxMemory(), pool.negatives());
  }

  /** What an epoch needs that is drawn with replacement. */
  void requireCases() {
    if (options.draws().drawsVoxels()) {
      requirePositives();
    }
    if (pool.cases().isEmpty()) {
      throw new DatasetMismatchException(
          Text.format(
              "sampler %s needs at least one case to draw from, but this selection has none; check --fold or --split",
              options.draws().sampler().label()));
    }
    PlanSize.ofDraws(options);
  }

  /** Weights between epochs say how often instances are shown, which samplers decide themselves. */
  void requireUnweighted(SiteWeights weights) {
    if (options.draws().replaces() && !weights.factors().isEmpty()) {
      throw new IllegalArgumentException(
          Text.format(
              "weights of instances go with sampler ib, the sampler is %s; give none",
              options.draws().sampler().label()));
    }
  }

  private void requirePositives() {
    if (pool.positives().isEmpty()) {
      throw new DatasetMismatchException(
          "an epoch needs at least one positive patch, but no case of this selection has an instance;"
              + " check the label maps, --fold or --split");
    }
  }

  private void requireWindows(Stratum stratum) {
    if (!stratum.sites().isEmpty()) {
      return;
    }
    String met = rules.isEmpty() ? "" : " and meets " + String.join(" and ", rules);
    String relax = rules.isEmpty() ? "" : ", or relax what windows must meet";
    if (stratum.label().equals(Stratum.GRID)) {
      throw new DatasetMismatchException(
          Text.format(
              "negatives per positive is %s, but no window of %s voxels is free of foreground%s; use --ratio 0 or a smaller --patch-size%s",
              options.negativesPerPositive(), options.patchSize(), met, relax));
    }
    throw new DatasetMismatchException(
        Text.format(
            "negatives of %s are wanted, but in this selection of cases no such window of %s voxels is free of foreground%s; leave %s out, or use a smaller --patch-size%s",
            stratum.label(),
            options.patchSize(),
            met,
            stratum.label().equals("hard") ? "--hard" : stratum.label() + " of --negatives",
            relax));
  }
}
