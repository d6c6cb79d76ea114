package org.ibengine.pipeline;

import java.util.List;
import org.ibengine.plan.PatchRequest;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;

/**
 * Where patches lie, as far as volumes do not tell. Thread-safe.
 *
 * @param spacings of all sources
 * @param coordinates null where batches have none
 */
public record PatchPlaces(List<Spacing> spacings, BatchCoordinates coordinates) {
  public PatchPlaces {
    spacings = List.copyOf(spacings);
  }

  /** All requests of a batch with their warps, in their order. */
  List<WarpedRequest> warped(List<PatchRequest> requests, BatchShape shape) {
    Size3 patch = shape.patch();
    return requests.stream()
        .map(
            request ->
                WarpedRequest.of(request, patch, spacings.get(request.source()), shape.channels()))
        .toList();
  }
}
