package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.Warp;
import org.ibengine.backend.WeightCut;

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

  /** Of all requests of a batch, in their order. */
  static <V, P> List<P> patches(
      BatchShape shape, List<PlacedRequest<V>> requests, Maker<V, P> maker) {
    List<P> patches = new ArrayList<>(requests.size());
    for (int item = 0; item < requests.size(); item++) {
      PlacedRequest<V> placed = requests.get(item);
      Warp warp = placed.patch().label();
      WeightCut cut =
          new WeightCut(
              placed.request().corner(),
              shape.patch(),
              warp == null
                  ? BatchGather.orientation(placed.request().variation())
                  : Orientation.IDENTITY,
              shape.weights(),
              warp);
      patches.add(maker.weights(placed.source().instances(), cut, item));
    }
    return patches;
  }
}
