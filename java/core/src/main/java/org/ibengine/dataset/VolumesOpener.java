package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ibengine.backend.Backend;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.ModalityIndex;
import org.ibengine.label.Instance;
import org.ibengine.place.BackgroundWindows;
import org.ibengine.place.PositiveBox;
import org.ibengine.place.Usual;
import org.ibengine.plan.NegativeSite;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PositiveSite;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.PreparedCase;
import org.ibengine.store.StoredInstances;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolumes;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.work.ParallelReading;

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

  /**
   * @param threads that read label maps side by side, where they have to be read
   * @param instances whether instance maps will be wanted
   */
  OpenedDataset open(int threads, boolean instances) {
    List<StoredSource> sources =
        reader.cases().stream().map(item -> source(item, instances)).toList();
    List<CaseIndex> cases = reader.cases().stream().map(PreparedCase::index).toList();
    List<List<Index3>> windows =
        ParallelReading.map(threads, cases.size(), i -> windows(cases.get(i), sources.get(i)));
    List<PositiveSite> positives = new ArrayList<>();
    List<NegativeSite> negatives = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      CaseIndex index = cases.get(i);
      addPositives(index, i, positives);
      for (Index3 corner : windows.get(i)) {
        negatives.add(new NegativeSite(i, index.name(), index.geometry().size(), corner));
      }
    }
    Map<String, OpenedDataset.Case> byName = new LinkedHashMap<>();
    cases.forEach(index -> byName.put(index.name(), OpenedDataset.Case.of(index)));
    return new OpenedDataset(
        modalities,
        patchSize,
        byName,
        sources,
        Collections.nCopies(sources.size(), Index3.ZERO),
        VoxelSpace.VOLUME,
        new PatchPool(positives, negatives));
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
    Volume label = StoredVolumes.read(source.label(), backend::allocate, backend.gzip());
    try {
      return BackgroundWindows.find(
          backend.labelComponents(label, index.connectivity()).runs(),
          index.geometry().size(),
          patchSize,
          Usual.stride(patchSize));
    } finally {
      label.data().close();
    }
  }

  private StoredSource source(PreparedCase item, boolean instances) {
    CaseIndex index = item.index();
    Map<String, ModalityIndex> known =
        index.modalities().stream()
            .collect(Collectors.toMap(ModalityIndex::name, Function.identity()));
    List<String> names = new ArrayList<>(modalities);
    names.add(DatasetFolder.LABEL);
    Map<String, StoredVolume> volumes = item.volumes(names);
    return new StoredSource(
        "case " + index.name(),
        index.name(),
        index.geometry().size(),
        modalities.stream().map(name -> channel(known.get(name), volumes.get(name))).toList(),
        volumes.get(DatasetFolder.LABEL),
        instances ? new StoredInstances(index.connectivity(), index.instances()) : null);
  }

  private static StoredSource.Channel channel(ModalityIndex modality, StoredVolume volume) {
    return new StoredSource.Channel(
        volume, modality.rawLow(), modality.rawHigh(), modality.slope() < 0, false);
  }
}
