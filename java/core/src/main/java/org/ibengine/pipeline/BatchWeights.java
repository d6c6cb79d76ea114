package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.WeightCut;
import org.ibengine.plan.PatchRequest;

/**
 * Turns the requests of one batch into one call for its weights and instance ids. Corners are in
 * the voxels of the case: a map is whole where the volumes are some rows.
 */
final class BatchWeights {
  private BatchWeights() {}

  /**
   * Makes a patch for the backend; {@code item} counts in the batch.
   *
   * @param <V> a volume that patches are cut from
   * @param <P> a patch as the backend wants it
   */
  interface Maker<V, P> {
    P weights(MappedInstances<V> instances, WeightCut cut, int item);
  }

  /** {@code sources.get(i)} is what {@code requests.get(i)} is cut from. */
  static <V, P> List<P> patches(
      BatchShape shape,
      List<PatchRequest> requests,
      List<LoadedSource<V>> sources,
      Maker<V, P> maker) {
    List<P> patches = new ArrayList<>(requests.size());
    for (int item = 0; item < requests.size(); item++) {
      PatchRequest request = requests.get(item);
      Orientation orientation = BatchGather.orientation(request.variation());
      WeightCut cut = new WeightCut(request.corner(), shape.patch(), orientation, shape.weights());
      patches.add(maker.weights(sources.get(item).instances(), cut, item));
    }
    return patches;
  }
}
