package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchGather;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.Variation;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Index3;

/** Turns the requests of one batch into one call of the backend, images and labels together. */
final class BatchGather {
  private final BatchShape shape;

  BatchGather(BatchShape shape) {
    this.shape = shape;
  }

  /** {@code sources.get(i)} is what {@code requests.get(i)} is cut from. */
  List<PatchGather> patches(
      List<PatchRequest> requests, List<LoadedSource> sources, HostSlot slot) {
    List<PatchGather> patches = new ArrayList<>(requests.size() * (shape.channels() + 1));
    for (int item = 0; item < requests.size(); item++) {
      for (int channel = 0; channel < shape.channels(); channel++) {
        patches.add(image(requests.get(item), sources.get(item), slot, item, channel));
      }
      patches.add(label(requests.get(item), sources.get(item), slot, item));
    }
    return patches;
  }

  private PatchGather image(
      PatchRequest request, LoadedSource source, HostSlot slot, int item, int channel) {
    Variation variation = request.variation();
    long offset = ((long) item * shape.channels() + channel) * shape.channelBytes();
    return new PatchGather(
        source.channels().get(channel),
        corner(request, source),
        shape.patch(),
        source.normalisations().get(channel),
        orientation(variation),
        new Intensity(variation.gain(), variation.shift()),
        // What the intensity change makes of 0, so that padding and air stay alike.
        variation.shift(),
        new PatchGather.Target(slot.imageBuffer(), offset, shape.type()));
  }

  private PatchGather label(PatchRequest request, LoadedSource source, HostSlot slot, int item) {
    return new PatchGather(
        source.label(),
        corner(request, source),
        shape.patch(),
        null,
        orientation(request.variation()),
        Intensity.IDENTITY,
        0f,
        new PatchGather.Target(
            slot.labelBuffer(), item * shape.patch().voxels(), ElementType.UINT8));
  }

  private static Index3 corner(PatchRequest request, LoadedSource source) {
    Index3 corner = request.corner();
    Index3 origin = source.origin();
    return new Index3(corner.x() - origin.x(), corner.y() - origin.y(), corner.z() - origin.z());
  }

  private static Orientation orientation(Variation variation) {
    return new Orientation(
        variation.quarterTurns(), variation.flipX(), variation.flipY(), variation.flipZ());
  }
}
