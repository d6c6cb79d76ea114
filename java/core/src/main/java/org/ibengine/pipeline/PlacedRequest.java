package org.ibengine.pipeline;

import org.ibengine.plan.PatchRequest;
import org.ibengine.volume.Index3;

/**
 * A patch to be cut.
 *
 * @param source what it is cut from
 * @param <V> a volume that patches are cut from
 */
record PlacedRequest<V>(WarpedRequest patch, LoadedSource<V> source) {
  PatchRequest request() {
    return patch.request();
  }

  /** Its first voxel in the volumes of the source. */
  Index3 corner() {
    Index3 corner = request().corner();
    Index3 origin = source.origin();
    return new Index3(corner.x() - origin.x(), corner.y() - origin.y(), corner.z() - origin.z());
  }
}
