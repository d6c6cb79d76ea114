package org.ibengine.dataset;

import java.util.List;
import java.util.stream.Stream;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.ModalityIndex;

/**
 * A modality of a case whose recorded percentiles are one number ({@link
 * ModalityIndex#percentilesCoincide}): normalised, its voxels are 1 above the value, else 0.
 *
 * @param value of both percentiles, in the file's intensities
 */
public record CoincidingPercentiles(String caseName, String modality, double value) {
  /** All there are, in the order of cases and channels. */
  public static List<CoincidingPercentiles> in(List<CaseIndex> cases) {
    return cases.stream().flatMap(CoincidingPercentiles::in).toList();
  }

  private static Stream<CoincidingPercentiles> in(CaseIndex index) {
    return index.modalities().stream()
        .filter(ModalityIndex::percentilesCoincide)
        .map(found -> new CoincidingPercentiles(index.name(), found.name(), found.low()));
  }
}
