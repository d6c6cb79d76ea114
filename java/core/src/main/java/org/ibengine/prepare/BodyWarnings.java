package org.ibengine.prepare;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ibengine.index.BodyCounts;
import org.ibengine.index.BodyEstimate;
import org.ibengine.input.InputCase;
import org.ibengine.label.Runs;
import org.ibengine.lesion.Lesions;
import org.ibengine.text.Text;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** What makes it doubtful that a body was found where it is. */
final class BodyWarnings {
  private BodyWarnings() {}

  static Optional<CaseWarning> of(InputCase item, BodyEstimate body, Lesions lesions) {
    if (body.blocks().size() == 0) {
      return Optional.of(
          new CaseWarning(
              item.name(),
              CaseWarning.Kind.NO_BODY,
              Text.format(
                  "%s: no part of modality %s reaches %s, so nothing counts as body; give"
                      + " another value to --body",
                  item.place(), body.modality(), body.threshold())));
    }
    int all = lesions.components().instances().size();
    int outside = all - touching(body, lesions.components().runs());
    if (outside == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new CaseWarning(
            item.name(),
            CaseWarning.Kind.OUTSIDE_BODY,
            Text.format(
                "%s: %d of %s outside of what is taken for the body (modality %s from %s on), so"
                    + " background around them may be left out, too; give a value to --body, or none",
                item.place(),
                outside,
                Text.counted(all, "lesion") + (all == 1 ? " lies" : " lie"),
                body.modality(),
                body.threshold())));
  }

  /** How many lesions have a voxel in the body. */
  private static int touching(BodyEstimate body, Runs runs) {
    BodyCounts counts = body.counts();
    Set<Integer> inside = new TreeSet<>();
    for (int run = 0; run < runs.count(); run++) {
      Index3 begin = new Index3(runs.xBegin(run), runs.y(run), runs.z(run));
      Size3 length = new Size3(runs.xEnd(run) - runs.xBegin(run), 1, 1);
      if (counts.voxels(begin, length) > 0) {
        inside.add(runs.instance(run));
      }
    }
    return inside.size();
  }
}
