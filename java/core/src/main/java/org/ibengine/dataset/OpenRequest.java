package org.ibengine.dataset;

import java.util.List;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.plan.Negatives;
import org.ibengine.volume.Size3;

/**
 * What is wanted of a dataset folder.
 *
 * @param modalities in channel order; empty: all, in the dataset's order
 * @param patchSize null: the dataset's own
 * @param threads that read files side by side, where they have to be read
 * @param instances whether instance maps will be wanted
 * @param scales how intensities are normalised
 * @param negatives where background patches are drawn from
 */
public record OpenRequest(
    List<String> modalities,
    Size3 patchSize,
    int threads,
    boolean instances,
    IntensityChoice scales,
    Negatives negatives) {
  /** As prepared, with background from the grid. */
  public OpenRequest(List<String> modalities, Size3 patchSize, int threads, boolean instances) {
    this(modalities, patchSize, threads, instances, IntensityChoice.PREPARED, Negatives.GRID);
  }

  /** The same with those modalities. */
  OpenRequest of(List<String> names) {
    return new OpenRequest(names, patchSize, threads, instances, scales, negatives);
  }
}
