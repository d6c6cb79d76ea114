package org.ibengine.ratio;

import java.util.List;
import org.ibengine.volume.Geometry;

/**
 * What patches of several sizes hold in one case.
 *
 * @param volumeRatio foreground voxels of the whole volume by all its voxels
 * @param sizes in the order that they were asked for
 */
public record CaseRatios(
    String name, Geometry geometry, double volumeRatio, List<PatchRatios> sizes) {
  public CaseRatios {
    sizes = List.copyOf(sizes);
  }
}
