package org.ibengine.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.backend.Backend;
import org.ibengine.error.DatasetException;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.Layout;
import org.ibengine.index.ModalityIndex;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.PreparedCase;
import org.ibengine.store.ScriptFolder;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** Opens a dataset folder of either layout, and folders of the IB-sampling script. */
public final class DatasetOpener {
  private DatasetOpener() {}

  /**
   * Reads records, not volumes; label maps only where the patch size is not the prepared one, and
   * of folders of the script.
   *
   * @throws IllegalArgumentException if the request asks for something the dataset lacks
   * @throws DatasetException if the folder cannot be read
   */
  public static OpenedDataset open(Path folder, OpenRequest request, Backend backend) {
    if (ScriptFolder.isOne(folder)) {
      requireNoInstances(folder, request);
      requireNoScales(folder, request);
      return new ScriptOpener(ScriptFolder.open(folder), request, backend).open();
    }
    return open(DatasetReader.open(folder, request.threads()), request, backend);
  }

  /** The cases of records that were read; what has been replaced since is opened as it is now. */
  static OpenedDataset open(DatasetReader reader, OpenRequest request, Backend backend) {
    Map<String, String> subjects = new HashMap<>();
    for (PreparedCase item : reader.cases()) {
      item.record().subject().ifPresent(subject -> subjects.put(item.name(), subject));
    }
    return cases(reader, request, backend)
        .with(
            subjects,
            new OpenedDataset.Usual(reader.options().modalities(), reader.options().patchSize()));
  }

  private static OpenedDataset cases(DatasetReader reader, OpenRequest request, Backend backend) {
    Path folder = reader.folder().root();
    if (reader.cases().isEmpty()) {
      throw new DatasetException(folder, "holds no complete case; run ib prepare");
    }
    Size3 patchSize =
        request.patchSize() == null ? reader.options().patchSize() : request.patchSize();
    List<String> modalities = modalities(reader, request, folder);
    if (reader.options().layout() == Layout.VOLUMES) {
      return new VolumesOpener(
              reader.index(),
              (position, names, opener) ->
                  reader
                      .cases()
                      .get(position)
                      .open(
                          now ->
                              opener.apply(
                                  new VolumesOpener.Located(
                                      now.index(), now.volumes(withValues(now, reader, names))))),
              request.of(modalities),
              backend)
          .open(request.threads(), request.instances());
    }
    requireNoInstances(folder, request);
    requireNoScales(folder, request);
    return new PatchesOpener(reader, request.of(modalities), patchSize).open();
  }

  /** With the values of a label map where they are stored beside it. */
  private static List<String> withValues(
      PreparedCase item, DatasetReader reader, List<String> names) {
    if (!item.record().hasLabelValues(reader.options())) {
      return names;
    }
    List<String> all = new ArrayList<>(names);
    all.add(DatasetFolder.LABEL_VALUES);
    return all;
  }

  /** A stored patch holds parts of instances; what they belong to lies outside it. */
  private static void requireNoInstances(Path folder, OpenRequest request) {
    if (request.instances()) {
      throw new IllegalArgumentException(
          Text.format(
              "%s: weights and instance maps need whole label maps, these are stored patches; run ib prepare with --layout volumes on the case folders they were cut from",
              folder));
    }
  }

  /** What was normalised once has lost its values. */
  private static void requireNoScales(Path folder, OpenRequest request) {
    if (!request.scales().isPrepared()) {
      throw new IllegalArgumentException(
          Text.format(
              "%s: stored patches are normalised already, so no normalisation can be chosen; run ib"
                  + " prepare with --layout volumes on the case folders they were cut from, or with"
                  + " --layout patches and --normalise",
              folder));
    }
  }

  private static List<String> modalities(DatasetReader reader, OpenRequest request, Path folder) {
    List<String> wanted =
        request.modalities().isEmpty() ? reader.options().modalities() : request.modalities();
    for (CaseIndex index : reader.index().cases()) {
      List<String> present = index.modalities().stream().map(ModalityIndex::name).toList();
      for (String name : wanted) {
        if (!present.contains(name) && request.modalities().isEmpty()) {
          throw new DatasetException(
              folder,
              Text.format(
                  "case %s has modalities %s, the dataset %s; run ib prepare again",
                  index.name(), present, wanted));
        }
        if (!present.contains(name)) {
          throw new IllegalArgumentException(
              Text.format(
                  "%s: case %s has modalities %s, not %s; choose modalities that every case has",
                  folder, index.name(), present, name));
        }
      }
    }
    return wanted;
  }
}
