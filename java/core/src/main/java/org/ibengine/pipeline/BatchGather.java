package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.Warp;
import org.ibengine.plan.Variation;
import org.ibengine.tensor.BatchPart;

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

  /** Of all requests of a batch, in their order. */
  List<P> patches(List<PlacedRequest<V>> requests, Maker<V, P> maker) {
    int channels = shape.channels();
    List<P> patches = new ArrayList<>(requests.size() * (channels + 1));
    for (int item = 0; item < requests.size(); item++) {
      PlacedRequest<V> placed = requests.get(item);
      LoadedSource<V> source = placed.source();
      for (int channel = 0; channel < channels; channel++) {
        PatchCut cut = image(placed, channel);
        Place place = new Place(BatchPart.IMAGE, item, channel);
        patches.add(maker.patch(source.channels().get(channel), cut, place));
      }
      patches.add(maker.patch(source.label(), label(placed), new Place(BatchPart.LABEL, item, 0)));
    }
    return patches;
  }

  private PatchCut image(PlacedRequest<V> placed, int channel) {
    Variation variation = placed.request().variation();
    Warp warp = placed.patch().channels().get(channel);
    return new PatchCut(
        placed.corner(),
        shape.patch(),
        placed.source().normalisations().get(channel),
        warp == null ? orientation(variation) : Orientation.IDENTITY,
        new Intensity(variation.gain(), variation.shift()),
        // What the intensity change makes of 0, so that padding and air stay alike.
        variation.shift(),
        warp);
  }

  private PatchCut label(PlacedRequest<V> placed) {
    Warp warp = placed.patch().label();
    return new PatchCut(
        placed.corner(),
        shape.patch(),
        null,
        warp == null ? orientation(placed.request().variation()) : Orientation.IDENTITY,
        Intensity.IDENTITY,
        0f,
        warp);
  }

  static Orientation orientation(Variation variation) {
    return new Orientation(
        variation.quarterTurns(), variation.flipX(), variation.flipY(), variation.flipZ());
  }
}
