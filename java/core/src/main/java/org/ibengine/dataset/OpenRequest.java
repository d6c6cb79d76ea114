package org.ibengine.dataset;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.plan.Negatives;
import org.ibengine.text.Text;
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
 * @param whole what is wanted of whole volumes besides
 */
public record OpenRequest(
    List<String> modalities,
    Size3 patchSize,
    int threads,
    boolean instances,
    IntensityChoice scales,
    Negatives negatives,
    Whole whole) {
  /**
   * What only whole volumes can give.
   *
   * @param options that ask for it, in the words of the command line; none if nothing does
   * @param foreground whether patches are drawn from the voxels of cases, so that label maps are
   *     read
   */
  public record Whole(List<String> options, boolean foreground) {
    /** Nothing is wanted. */
    public static final Whole NONE = new Whole(List.of(), false);

    public Whole {
      options = List.copyOf(options);
    }

    /**
     * @throws IllegalArgumentException if something is wanted
     */
    void requireNone(Path folder) {
      if (!options.isEmpty()) {
        throw new IllegalArgumentException(
            Text.format(
                "%s holds stored patches, but %s cuts patches out of whole volumes; run ib prepare with --layout volumes for it",
                folder, String.join(" and ", options)));
      }
    }
  }

  /** Where nothing is wanted of whole volumes. */
  public OpenRequest(
      List<String> modalities,
      Size3 patchSize,
      int threads,
      boolean instances,
      IntensityChoice scales,
      Negatives negatives) {
    this(modalities, patchSize, threads, instances, scales, negatives, Whole.NONE);
  }

  /** As prepared, with background from the grid. */
  public OpenRequest(List<String> modalities, Size3 patchSize, int threads, boolean instances) {
    this(modalities, patchSize, threads, instances, IntensityChoice.PREPARED, Negatives.GRID);
  }

  /** The same with those modalities. */
  OpenRequest of(List<String> names) {
    return new OpenRequest(names, patchSize, threads, instances, scales, negatives, whole);
  }
}
