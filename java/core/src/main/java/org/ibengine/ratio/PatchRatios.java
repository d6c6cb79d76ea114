package org.ibengine.ratio;

import java.util.Optional;
import org.ibengine.volume.Size3;

/**
 * What patches of one size hold, by each way of drawing them: of one case, or of a dataset.
 *
 * @param size in voxels; of a dataset whose cases have several, the largest on each axis
 * @param voxels foreground voxels of the label maps
 * @param uniform every placement equally likely
 * @param instances how many there are, and how many fit
 * @param jitter around each instance, as an epoch with placement {@code JITTER} draws it: over its
 *     anchors and the corners that each allows; empty without instances. The mean is over instances
 * @param voxel centred on a foreground voxel and moved into the volume; empty without foreground.
 *     Of a dataset, cases count by their number of instances, as samplers draw them
 * @param background as {@code voxel}, centred on a voxel of label 0; {@code min} and {@code max}
 *     are not told (NaN)
 * @param backgroundZeroShare share of those patches without a foreground voxel
 */
public record PatchRatios(
    Size3 size,
    long voxels,
    UniformRatios uniform,
    Containment instances,
    Optional<Means> jitter,
    Optional<Means> voxel,
    Optional<Means> background,
    double backgroundZeroShare) {

  /**
   * Mean ratio of the patches of an epoch.
   *
   * @param negativesPerPositive patches without foreground for each of an instance
   */
  public double epochMean(double negativesPerPositive) {
    return jitter.orElseThrow().mean() / (1 + negativesPerPositive);
  }

  /** Share of the patches of an epoch without foreground. */
  public static double epochZeroShare(double negativesPerPositive) {
    return negativesPerPositive / (1 + negativesPerPositive);
  }

  /** Mean ratio where half of the patches are centred on foreground, half on label 0. */
  public Optional<Double> evenMean() {
    return voxel.flatMap(some -> background.map(other -> (some.mean() + other.mean()) / 2));
  }
}
