package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.Variation;
import org.ibengine.tensor.BatchPart;
import org.ibengine.volume.Index3;

/**
 * Turns the requests of one batch into one call of the backend, images and labels together.
 *
 * @param <V> a volume that patches are cut from
 * @param <P> a patch as the backend wants it
 */
final class BatchGather<V, P> {
  /** Where a patch goes: {@code item} counts in the batch. */
  record Place(BatchPart part, int item, int channel) {
    boolean isLabel() {
      return part == BatchPart.LABEL;
    }
  }

  /** Makes a patch for the backend. */
  interface Maker<V, P> {
    P patch(V volume, PatchCut cut, Place place);
  }

  private final BatchShape shape;

  BatchGather(BatchShape shape) {
    this.shape = shape;
  }

  /** {@code sources.get(i)} is what {@code requests.get(i)} is cut from. */
  List<P> patches(List<PatchRequest> requests, List<LoadedSource<V>> sources, Maker<V, P> maker) {
    int channels = shape.channels();
    List<P> patches = new ArrayList<>(requests.size() * (channels + 1));
    for (int item = 0; item < requests.size(); item++) {
      PatchRequest request = requests.get(item);
      LoadedSource<V> source = sources.get(item);
      Index3 corner = corner(request, source);
      PatchCut image = image(corner, request.variation());
      for (int channel = 0; channel < channels; channel++) {
        PatchCut cut = image.normalised(source.normalisations().get(channel));
        Place place = new Place(BatchPart.IMAGE, item, channel);
        patches.add(maker.patch(source.channels().get(channel), cut, place));
      }
      PatchCut label = label(corner, request.variation());
      patches.add(maker.patch(source.label(), label, new Place(BatchPart.LABEL, item, 0)));
    }
    return patches;
  }

  private PatchCut image(Index3 corner, Variation variation) {
    return new PatchCut(
        corner,
        shape.patch(),
        null,
        orientation(variation),
        new Intensity(variation.gain(), variation.shift()),
        // What the intensity change makes of 0, so that padding and air stay alike.
        variation.shift());
  }

  private PatchCut label(Index3 corner, Variation variation) {
    return new PatchCut(
        corner, shape.patch(), null, orientation(variation), Intensity.IDENTITY, 0f);
  }

  private static Index3 corner(PatchRequest request, LoadedSource<?> source) {
    Index3 corner = request.corner();
    Index3 origin = source.origin();
    return new Index3(corner.x() - origin.x(), corner.y() - origin.y(), corner.z() - origin.z());
  }

  static Orientation orientation(Variation variation) {
    return new Orientation(
        variation.quarterTurns(), variation.flipX(), variation.flipY(), variation.flipZ());
  }
}
