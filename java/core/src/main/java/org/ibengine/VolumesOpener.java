package org.ibengine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ibengine.backend.Backend;
import org.ibengine.index.BackgroundWindows;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.PositiveBox;
import org.ibengine.label.Instance;
import org.ibengine.plan.NegativeSite;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PositiveSite;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolumes;
import org.ibengine.store.TensorInfo;
import org.ibengine.store.VolumesFile;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;

/** Opens the volumes layout: one source a case. */
final class VolumesOpener {
  private final DatasetReader reader;
  private final List<String> modalities;
  private final Size3 patchSize;
  private final Backend backend;

  VolumesOpener(DatasetReader reader, List<String> modalities, Size3 patchSize, Backend backend) {
    this.reader = reader;
    this.modalities = modalities;
    this.patchSize = patchSize;
    this.backend = backend;
  }

  OpenedDataset open() {
    Map<String, OpenedDataset.Case> cases = new LinkedHashMap<>();
    List<StoredSource> sources = new ArrayList<>();
    List<Index3> origins = new ArrayList<>();
    List<PositiveSite> positives = new ArrayList<>();
    List<NegativeSite> negatives = new ArrayList<>();
    for (CaseRecord record : reader.records()) {
      CaseIndex index = record.index();
      cases.put(
          index.name(), new OpenedDataset.Case(index.name(), index.geometry(), index.instances()));
      StoredSource source = source(index);
      addPositives(index, sources.size(), positives);
      for (Index3 corner : windows(index, source)) {
        negatives.add(
            new NegativeSite(sources.size(), index.name(), index.geometry().size(), corner));
      }
      sources.add(source);
      origins.add(Index3.ZERO);
    }
    return new OpenedDataset(
        modalities, patchSize, cases, sources, origins, new PatchPool(positives, negatives));
  }

  private void addPositives(CaseIndex index, int source, List<PositiveSite> positives) {
    Size3 size = index.geometry().size();
    for (Instance instance : index.instances()) {
      positives.add(
          new PositiveSite(
              source,
              index.name(),
              size,
              instance,
              PositiveBox.of(instance.box(), reader.options().margin(), patchSize, size)));
    }
  }

  /** As prepared if the patch size is the same, otherwise found anew from the label map. */
  private List<Index3> windows(CaseIndex index, StoredSource source) {
    DatasetOptions options = reader.options();
    if (patchSize.equals(options.patchSize())) {
      return index.windows();
    }
    Size3 stride = new Size3(half(patchSize.x()), half(patchSize.y()), half(patchSize.z()));
    Volume label = StoredVolumes.read(source.label(), backend::allocate, backend.gzip());
    try {
      return BackgroundWindows.find(
          backend.labelComponents(label, index.connectivity()).runs(),
          index.geometry().size(),
          patchSize,
          stride);
    } finally {
      label.data().close();
    }
  }

  private static int half(int size) {
    return Math.max(1, size / 2);
  }

  private StoredSource source(CaseIndex index) {
    Path file = reader.folder().resolve(DatasetFolder.volumesPath(index.name()));
    Map<String, ModalityIndex> known =
        index.modalities().stream()
            .collect(Collectors.toMap(ModalityIndex::name, Function.identity()));
    try (VolumesFile volumes = VolumesFile.open(file)) {
      List<StoredSource.Channel> channels = new ArrayList<>();
      for (String name : modalities) {
        ModalityIndex modality = known.get(name);
        channels.add(
            new StoredSource.Channel(
                stored(file, volumes.tensor(name)), modality.rawLow(), modality.rawHigh(), false));
      }
      return new StoredSource(
          "case " + index.name(),
          index.name(),
          index.geometry().size(),
          channels,
          stored(file, volumes.tensor(DatasetFolder.LABEL)));
    }
  }

  private static StoredVolume stored(Path file, TensorInfo tensor) {
    return new StoredVolume(
        file, StoredVolume.Encoding.RAW, tensor.offset(), tensor.size(), tensor.type());
  }
}
