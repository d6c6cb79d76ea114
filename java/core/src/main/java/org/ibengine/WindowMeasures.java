package org.ibengine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.dataset.WindowFacts;
import org.ibengine.plan.NegativeSite;
import org.ibengine.volume.Index3;

/**
 * What is known of background windows, in their order; NaN where it is not known.
 *
 * @param distancesMm as {@link WindowFacts#distancesMm}
 * @param bodyShares as {@link WindowFacts#bodyShares}
 */
public record WindowMeasures(double[] distancesMm, double[] bodyShares) {
  /** Case by case, so that what one case takes is freed before the next. */
  static WindowMeasures of(OpenedDataset dataset, List<NegativeSite> windows) {
    double[] distances = new double[windows.size()];
    double[] shares = new double[windows.size()];
    Arrays.fill(distances, Double.NaN);
    Arrays.fill(shares, Double.NaN);
    Map<String, List<Integer>> byCase = new HashMap<>();
    for (int i = 0; i < windows.size(); i++) {
      byCase.computeIfAbsent(windows.get(i).caseName(), name -> new ArrayList<>()).add(i);
    }
    byCase.forEach(
        (name, places) -> {
          Optional<WindowFacts> facts = dataset.cases().get(name).facts();
          if (facts.isPresent()) {
            List<Index3> corners =
                places.stream().map(i -> corner(dataset, windows.get(i))).toList();
            spread(facts.get().distancesMm(corners), places, distances);
            spread(facts.get().bodyShares(corners), places, shares);
          }
        });
    return new WindowMeasures(distances, shares);
  }

  /** In the volume: a stored patch has an origin in it. */
  private static Index3 corner(OpenedDataset dataset, NegativeSite window) {
    Index3 origin = dataset.origins().get(window.source());
    Index3 corner = window.corner();
    return new Index3(origin.x() + corner.x(), origin.y() + corner.y(), origin.z() + corner.z());
  }

  private static void spread(double[] values, List<Integer> places, double[] into) {
    for (int i = 0; i < values.length; i++) {
      into[places.get(i)] = values[i];
    }
  }
}
