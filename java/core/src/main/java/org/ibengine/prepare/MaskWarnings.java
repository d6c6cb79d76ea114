package org.ibengine.prepare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.ibengine.input.InputCase;
import org.ibengine.io.LabelMap;
import org.ibengine.label.Components;
import org.ibengine.label.LesionRule;
import org.ibengine.label.Runs;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** What to look at in a mask that was taken all the same. */
final class MaskWarnings {
  private MaskWarnings() {}

  /**
   * One line for each thing to look at; reads the labels of all foreground voxels.
   *
   * @param labels read with their original
   */
  static List<CaseWarning> of(
      InputCase item, LabelMap labels, Components components, LesionRule rule) {
    boolean plain = rule.equals(LesionRule.DEFAULT);
    Path file = item.mask();
    List<CaseWarning> warnings = new ArrayList<>();
    if (labels.largest() > 0) {
      warnings.add(
          new CaseWarning(
              item.name(),
              CaseWarning.Kind.LARGE_LABELS,
              Text.format(
                  "%s: labels go up to %d, a stored label map to %d: in this case it holds %s",
                  file.getFileName(),
                  labels.largest(),
                  LabelMap.LARGEST_KEPT,
                  plain
                      ? "1 for every label above 0; --label-kind instances or --lesion-values tell"
                          + " what they mean"
                      : "the number of the class, 1 where there is one, for every lesion, and 255"
                          + " where voxels are ignored")));
    }
    // Under a rule it was said what the values mean.
    int mixed = plain ? mixed(labels, components).cardinality() : 0;
    if (mixed > 0) {
      warnings.add(
          new CaseWarning(
              item.name(),
              CaseWarning.Kind.MIXED_COMPONENTS,
              Text.format(
                  "%s: %d of %d components %s several label values, as touching instances or parts of"
                      + " one lesion would; each component is one instance: --label-kind instances if"
                      + " the values number instances, --classes if they are kinds of lesions",
                  file.getFileName(),
                  mixed,
                  components.instanceCount(),
                  mixed == 1 ? "holds" : "hold")));
    }
    return warnings;
  }

  /** The ids of components whose voxels have more than one label. */
  private static BitSet mixed(LabelMap labels, Components components) {
    Size3 size = labels.volume().size();
    Runs runs = components.runs();
    long[] first = new long[components.instanceCount() + 1]; // 0 until a voxel was seen
    long[] values = new long[size.x()];
    BitSet mixed = new BitSet();
    for (int run = 0; run < runs.count(); run++) {
      int id = runs.instance(run);
      if (mixed.get(id)) {
        continue;
      }
      long row = (long) runs.z(run) * size.y() + runs.y(run);
      int length = runs.xEnd(run) - runs.xBegin(run);
      labels.labels(row * size.x() + runs.xBegin(run), length, values);
      first[id] = first[id] == 0 ? values[0] : first[id];
      for (int i = 0; i < length; i++) {
        if (values[i] != first[id]) {
          mixed.set(id);
          break;
        }
      }
    }
    return mixed;
  }
}
