package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.augment.IntensityChange;
import org.ibengine.plan.PatchRequest;

/** Turns the requests of one batch into one call that changes intensities. */
final class BatchChanges {
  private BatchChanges() {}

  /**
   * Makes a channel of a patch for the backend.
   *
   * @param <P> as the backend wants it
   */
  interface Maker<P> {
    /**
     * @param item in the batch
     */
    P changes(int item, int channel, List<IntensityChange> changes);
  }

  /** Those channels of all requests of a batch that are changed. */
  static <P> List<P> patches(List<PatchRequest> requests, Maker<P> maker) {
    List<P> patches = new ArrayList<>();
    for (int item = 0; item < requests.size(); item++) {
      List<List<IntensityChange>> changes = requests.get(item).variation().changes();
      for (int channel = 0; channel < changes.size(); channel++) {
        if (!changes.get(channel).isEmpty()) {
          patches.add(maker.changes(item, channel, changes.get(channel)));
        }
      }
    }
    return patches;
  }
}
