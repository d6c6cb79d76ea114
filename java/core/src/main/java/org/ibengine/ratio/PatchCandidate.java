package org.ibengine.ratio;

import java.util.Optional;

/**
 * A patch size that may be recommended.
 *
 * @param extent as it was asked for
 * @param bytes of a batch of such patches
 * @param target what windows of that size hold there; empty without a target
 */
public record PatchCandidate(
    PatchExtent extent, PatchRatios ratios, long bytes, Optional<TargetWindows> target) {
  /** Voxels of a patch. */
  public long voxels() {
    return ratios.size().voxels();
  }

  double instanceMean() {
    return ratios.jitter().map(Means::mean).orElse(0.0);
  }
}
