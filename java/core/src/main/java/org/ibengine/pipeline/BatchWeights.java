package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Orientation;
import org.ibengine.plan.PatchRequest;
import org.ibengine.volume.Index3;

/** Turns the requests of one batch into one call for its weights and instance ids. */
final class BatchWeights {
  /**
   * How one patch is cut.
   *
   * @param corner in the voxels of the case: a map is whole where the volumes are some rows
   */
  record Cut(Index3 corner, Orientation orientation) {}

  private BatchWeights() {}

  /**
   * Makes a patch for the backend; {@code item} counts in the batch.
   *
   * @param <V> a volume that patches are cut from
   * @param <P> a patch as the backend wants it
   */
  interface Maker<V, P> {
    P weights(MappedInstances<V> instances, Cut cut, int item);
  }

  /** {@code sources.get(i)} is what {@code requests.get(i)} is cut from. */
  static <V, P> List<P> patches(
      List<PatchRequest> requests, List<LoadedSource<V>> sources, Maker<V, P> maker) {
    List<P> patches = new ArrayList<>(requests.size());
    for (int item = 0; item < requests.size(); item++) {
      PatchRequest request = requests.get(item);
      Cut cut = new Cut(request.corner(), BatchGather.orientation(request.variation()));
      patches.add(maker.weights(sources.get(item).instances(), cut, item));
    }
    return patches;
  }
}
