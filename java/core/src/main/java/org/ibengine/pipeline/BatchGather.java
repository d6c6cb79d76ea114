package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Orientation;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Index3;

/**
 * Turns the requests of one batch into one call of the backend, images and labels together.
 *
 * @param <V> a volume that patches are cut from
 * @param <P> a patch as the backend wants it
 */
final class BatchGather<V, P> {
  /**
   * How one patch is cut.
   *
   * @param corner first voxel of the patch in the volume that was loaded
   * @param fill what lies outside
   */
  record Cut(Index3 corner, Orientation orientation, Intensity intensity, float fill) {}

  /** Makes a patch for the backend; {@code item} counts in the batch. */
  interface Maker<V, P> {
    P image(LoadedSource<V> source, Cut cut, int item, int channel);

    P label(LoadedSource<V> source, Cut cut, int item);
  }

  private final int channels;

  BatchGather(BatchShape shape) {
    this.channels = shape.channels();
  }

  /** {@code sources.get(i)} is what {@code requests.get(i)} is cut from. */
  List<P> patches(List<PatchRequest> requests, List<LoadedSource<V>> sources, Maker<V, P> maker) {
    List<P> patches = new ArrayList<>(requests.size() * (channels + 1));
    for (int item = 0; item < requests.size(); item++) {
      PatchRequest request = requests.get(item);
      LoadedSource<V> source = sources.get(item);
      Cut image = image(request, source);
      for (int channel = 0; channel < channels; channel++) {
        patches.add(maker.image(source, image, item, channel));
      }
      Cut label = new Cut(image.corner(), image.orientation(), Intensity.IDENTITY, 0f);
      patches.add(maker.label(source, label, item));
    }
    return patches;
  }

  private static Cut image(PatchRequest request, LoadedSource<?> source) {
    Variation variation = request.variation();
    return new Cut(
        corner(request, source),
        orientation(variation),
        new Intensity(variation.gain(), variation.shift()),
        // What the intensity change makes of 0, so that padding and air stay alike.
        variation.shift());
  }

  private static Index3 corner(PatchRequest request, LoadedSource<?> source) {
    Index3 corner = request.corner();
    Index3 origin = source.origin();
    return new Index3(corner.x() - origin.x(), corner.y() - origin.y(), corner.z() - origin.z());
  }

  private static Orientation orientation(Variation variation) {
    return new Orientation(
        variation.quarterTurns(), variation.flipX(), variation.flipY(), variation.flipZ());
  }
}
