package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.PositiveBox;
import org.ibengine.label.Instance;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetFolder.PatchKind;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * One patch file to be made.
 *
 * @param path relative to the dataset folder
 * @param channel of the modality; {@link #LABEL_CHANNEL} for the mask
 */
record PatchPlan(String path, int channel, Box box) {
  static final int LABEL_CHANNEL = -1;

  /** All patch files of a case: per instance, then per window, each modality and then the mask. */
  static List<PatchPlan> of(CaseIndex index, DatasetOptions options) {
    List<PatchPlan> plans = new ArrayList<>();
    Size3 volume = index.geometry().size();
    int number = 0;
    for (Instance instance : index.instances()) {
      Box box = PositiveBox.of(instance.box(), options.margin(), options.patchSize(), volume);
      add(plans, index, PatchKind.POSITIVE, number++, box);
    }
    number = 0;
    for (Index3 start : index.windows()) {
      add(plans, index, PatchKind.NEGATIVE, number++, window(start, options.patchSize(), volume));
    }
    return plans;
  }

  private static void add(
      List<PatchPlan> plans, CaseIndex index, PatchKind kind, int number, Box box) {
    for (int channel = 0; channel < index.modalities().size(); channel++) {
      String role = index.modalities().get(channel).name();
      plans.add(
          new PatchPlan(DatasetFolder.patchPath(index.name(), role, kind, number), channel, box));
    }
    String path = DatasetFolder.patchPath(index.name(), DatasetFolder.LABEL, kind, number);
    plans.add(new PatchPlan(path, LABEL_CHANNEL, box));
  }

  private static Box window(Index3 start, Size3 patch, Size3 volume) {
    return new Box(
        start,
        new Index3(
            Math.min(start.x() + patch.x(), volume.x()),
            Math.min(start.y() + patch.y(), volume.y()),
            Math.min(start.z() + patch.z(), volume.z())));
  }
}
