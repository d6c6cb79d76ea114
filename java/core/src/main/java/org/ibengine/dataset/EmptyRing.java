package org.ibengine.dataset;

import java.util.Optional;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.place.WindowRules.Range;
import org.ibengine.plan.NegativePart;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** Says why a ring has no window in any case, and which ring would have some. */
final class EmptyRing {
  private EmptyRing() {}

  /**
   * @param there distances of the windows of all cases that hold no foreground and lie in the masks
   *     that are asked for; empty if there are none
   */
  static DatasetMismatchException refused(NegativePart ring, Size3 patch, Optional<Range> there) {
    return new DatasetMismatchException(
        Text.format(
            "no window of %s voxels in %s (mm) meets what is asked for: %s",
            patch,
            ring.label(),
            there
                .map(range -> reason(ring, range))
                .orElse(
                    "no case has both a lesion and a window without one; leave the ring out of --negatives")));
  }

  private static String reason(NegativePart ring, Range there) {
    if (there.min() > ring.maxMm()) {
      return Text.format(
          "the nearest that holds no lesion is %.2f mm from one; choose a ring that reaches farther, or a smaller --patch-size",
          there.min());
    }
    if (there.max() < ring.minMm()) {
      return Text.format(
          "the farthest that holds no lesion is %.2f mm from one; choose a nearer ring",
          there.max());
    }
    return Text.format(
        "those that hold no lesion are %.2f to %.2f mm from one; choose a wider ring, or relax --min-distance or --min-body",
        there.min(), there.max());
  }
}
