package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ibengine.backend.Warp;
import org.ibengine.backend.WarpMaker;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * A request with the warps of its patch.
 *
 * @param label null if the patch is not warped
 * @param channels one per modality; null entries if it is not
 */
record WarpedRequest(PatchRequest request, Warp label, List<Warp> channels) {

  /**
   * @param spacings of the source
   * @param channels modalities
   */
  static WarpedRequest of(PatchRequest request, Size3 patch, Spacing spacing, int channels) {
    Variation variation = request.variation();
    if (variation.warping().isNone()) {
      return new WarpedRequest(request, null, Collections.nCopies(channels, null));
    }
    WarpMaker maker =
        new WarpMaker(patch, spacing, variation.warping(), BatchGather.orientation(variation));
    Warp label = maker.label();
    List<Warp> warps = new ArrayList<>(channels);
    for (int channel = 0; channel < channels; channel++) {
      warps.add(variation.warping().misalignments().isEmpty() ? label : maker.modality(channel));
    }
    return new WarpedRequest(request, label, warps);
  }

  /** The voxels of the source that the patch is made of; some may lie outside. */
  Box reach(Size3 patch) {
    Index3 corner = request.corner();
    Box reach = fromCorner(patch);
    return new Box(moved(reach.begin(), corner), moved(reach.end(), corner));
  }

  private static Index3 moved(Index3 voxel, Index3 by) {
    return new Index3(voxel.x() + by.x(), voxel.y() + by.y(), voxel.z() + by.z());
  }

  private Box fromCorner(Size3 patch) {
    if (label == null) {
      return new Box(Index3.ZERO, new Index3(patch.x(), patch.y(), patch.z()));
    }
    Box reach = label.box(patch);
    for (Warp warp : channels) {
      reach = warp == label ? reach : reach.around(warp.box(patch));
    }
    return reach;
  }
}
