package org.ibengine.prepare;

import java.util.BitSet;
import java.util.Optional;
import org.ibengine.index.BodyEstimate;
import org.ibengine.input.InputCase;
import org.ibengine.label.Runs;
import org.ibengine.lesion.Lesions;
import org.ibengine.text.Text;
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
                  item.place(), body.modality(), Text.plain(body.threshold()))));
    }
    int all = lesions.components().instances().size();
    int outside = all - touching(body, lesions.components().runs());
    if (2 * outside <= all) { // a few may lie in an arm that is cut off from the trunk
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
                Text.plain(body.threshold()))));
  }

  /** How many lesions have a voxel in the body. */
  private static int touching(BodyEstimate body, Runs runs) {
    BitSet blocks = new BitSet();
    body.blocks().forEachRun((begin, end) -> blocks.set((int) begin, (int) end));
    Size3 block = body.block();
    Size3 grid = body.blocks().grid();
    BitSet inside = new BitSet();
    for (int run = 0; run < runs.count(); run++) {
      int row = (runs.z(run) / block.z() * grid.y() + runs.y(run) / block.y()) * grid.x();
      int next = blocks.nextSetBit(row + runs.xBegin(run) / block.x());
      if (next >= 0 && next <= row + (runs.xEnd(run) - 1) / block.x()) {
        inside.set(runs.instance(run));
      }
    }
    return inside.cardinality();
  }
}
