package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.label.Instance;
import org.ibengine.place.PositiveBox;
import org.ibengine.place.Window;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetFolder.PatchKind;
import org.ibengine.store.PatchNames;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * One patch file to be made.
 *
 * @param path relative to the dataset folder
 * @param channel of the modality; {@link #LABEL_CHANNEL} for the mask
 */
record PatchFile(String path, int channel, Box box) {
  static final int LABEL_CHANNEL = -1;

  /** All patch files of a case: per instance, then per window, each modality and then the mask. */
  static List<PatchFile> of(CaseIndex index, DatasetOptions options, PatchNames names) {
    List<PatchFile> files = new ArrayList<>();
    Size3 volume = index.geometry().size();
    int number = 0;
    for (Instance instance : index.instances()) {
      Box box = PositiveBox.of(instance.box(), options.margin(), options.patchSize(), volume);
      add(files, index, new Place(names, PatchKind.POSITIVE, number++, box));
    }
    number = 0;
    for (Index3 start : index.windows()) {
      Box box = Window.of(start, options.patchSize(), volume);
      add(files, index, new Place(names, PatchKind.NEGATIVE, number++, box));
    }
    return files;
  }

  private record Place(PatchNames names, PatchKind kind, int number, Box box) {
    PatchFile file(String role, int channel) {
      return new PatchFile(names.path(role, kind, number), channel, box);
    }
  }

  private static void add(List<PatchFile> files, CaseIndex index, Place place) {
    for (int channel = 0; channel < index.modalities().size(); channel++) {
      files.add(place.file(index.modalities().get(channel).name(), channel));
    }
    files.add(place.file(DatasetFolder.LABEL, LABEL_CHANNEL));
  }
}
