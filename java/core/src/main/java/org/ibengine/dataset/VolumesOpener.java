package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ibengine.backend.Backend;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.ModalityScales;
import org.ibengine.label.Instance;
import org.ibengine.place.PositiveBox;
import org.ibengine.plan.CaseSite;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.plan.NegativePart;
import org.ibengine.plan.NegativeSites;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PositiveSite;
import org.ibengine.plan.Strata;
import org.ibengine.plan.Stratum;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredInstances;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.work.ParallelReading;

/** Opens cases whose whole volumes can be read, from wherever: one source per case. */
final class VolumesOpener {
  private final DatasetIndex index;
  private final Volumes volumes;
  private final List<String> modalities;
  private final Size3 patchSize;
  private final ModalityScales scales;
  private final CaseBackground background;

  /**
   * A case and where its voxels are, which belong together.
   *
   * @param volumes by name, with {@link DatasetFolder#LABEL_VALUES} where there are any
   */
  record Located(CaseIndex item, Map<String, ? extends SourceVolume> volumes) {}

  /** What is made of a case. */
  record Opened(CaseIndex item, StoredSource source, CaseBackground.Found background) {}

  /** Where the voxels of cases are. */
  interface Volumes {
    /**
     * Looks up a case, which may be another by now than the index has, and opens it; as often as it
     * is replaced meanwhile.
     *
     * @param position of the case in the index
     * @param names of modalities, or {@link DatasetFolder#LABEL}
     */
    Opened open(int position, List<String> names, Function<Located, Opened> opener);
  }

  /**
   * @param request of modalities that every case has
   * @throws IllegalArgumentException if the records lack what a normalisation needs
   */
  VolumesOpener(DatasetIndex index, Volumes volumes, OpenRequest request, Backend backend) {
    this.index = index;
    this.volumes = volumes;
    this.modalities = request.modalities();
    this.patchSize =
        request.patchSize() == null ? index.options().patchSize() : request.patchSize();
    this.scales = ModalityScales.of(index, request.scales(), modalities);
    this.background = CaseBackground.of(index.options(), patchSize, request, backend);
    background.requireMasks(index.cases());
  }

  /**
   * @param threads that read label maps side by side, where they have to be read
   * @param instances whether instance maps will be wanted
   */
  OpenedDataset open(int threads, boolean instances) {
    List<String> names = new ArrayList<>(modalities);
    names.add(DatasetFolder.LABEL);
    background.masks().stream().filter(mask -> !names.contains(mask)).forEach(names::add);
    List<Opened> opened =
        ParallelReading.map(
            threads,
            index.cases().size(),
            i -> volumes.open(i, names, located -> opened(located, instances)));
    List<CaseBackground.Found> found = opened.stream().map(Opened::background).toList();
    background.requireWindows(found);
    List<CaseIndex> cases = opened.stream().map(Opened::item).toList();
    List<StoredSource> sources = opened.stream().map(Opened::source).toList();
    List<PositiveSite> positives = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      addPositives(cases.get(i), i, positives);
    }
    Map<String, OpenedDataset.Case> byName = new LinkedHashMap<>();
    for (Opened one : opened) {
      OpenedDataset.Case of = OpenedDataset.Case.of(one.item());
      byName.put(of.name(), of.facts(one.background().facts()));
    }
    return new OpenedDataset(
        modalities,
        patchSize,
        byName,
        sources,
        Collections.nCopies(sources.size(), Index3.ZERO),
        VoxelSpace.VOLUME,
        new PatchPool(positives, strata(opened), caseSites(opened)),
        background.check(found, List.copyOf(byName.keySet())));
  }

  /** None where their foreground is not wanted. */
  private static List<CaseSite> caseSites(List<Opened> opened) {
    List<CaseSite> sites = new ArrayList<>();
    for (int i = 0; i < opened.size(); i++) {
      CaseIndex item = opened.get(i).item();
      int source = i;
      opened
          .get(i)
          .background()
          .foreground()
          .map(voxels -> new CaseSite(source, item.name(), item.geometry().size(), voxels))
          .ifPresent(sites::add);
    }
    return sites;
  }

  private Strata strata(List<Opened> opened) {
    List<NegativePart> parts = background.wanted().parts();
    List<Stratum> strata = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      List<NegativeSites.OfSource> sites = new ArrayList<>();
      for (int i = 0; i < opened.size(); i++) {
        CaseIndex item = opened.get(i).item();
        sites.add(
            new NegativeSites.OfSource(
                i,
                item.name(),
                item.geometry().size(),
                opened.get(i).background().parts().get(part)));
      }
      NegativePart of = parts.get(part);
      FalseAlarms.Order order =
          of.kind() == NegativePart.Kind.HARD
              ? background.wanted().alarms().orElseThrow().order()
              : FalseAlarms.Order.UNIFORM;
      strata.add(
          new Stratum(background.wanted().label(of), of.share(), new NegativeSites(sites), order));
    }
    return new Strata(strata);
  }

  private void addPositives(CaseIndex item, int source, List<PositiveSite> positives) {
    Size3 size = item.geometry().size();
    for (Instance instance : item.instances()) {
      positives.add(
          new PositiveSite(
              source,
              item.name(),
              size,
              instance,
              PositiveBox.of(instance.box(), index.options().margin(), patchSize, size)));
    }
  }

  private Opened opened(Located located, boolean instances) {
    return new Opened(
        located.item(),
        source(located, instances),
        background.find(located.item(), located.volumes()));
  }

  private StoredSource source(Located located, boolean instances) {
    CaseIndex item = located.item();
    Map<String, ModalityIndex> known =
        item.modalities().stream()
            .collect(Collectors.toMap(ModalityIndex::name, Function.identity()));
    Map<String, ? extends SourceVolume> found = located.volumes();
    return new StoredSource(
        "case " + item.name(),
        item.name(),
        item.geometry().size(),
        modalities.stream()
            .map(name -> channel(item.name(), known.get(name), found.get(name)))
            .toList(),
        found.get(DatasetFolder.LABEL),
        instances
            ? new StoredInstances(
                CaseSearch.labels(found),
                item.geometry(),
                index.options().lesions(),
                item.connectivity(),
                item.instances())
            : null);
  }

  private StoredSource.Channel channel(
      String caseName, ModalityIndex modality, SourceVolume volume) {
    return new StoredSource.Channel(volume, Optional.of(scales.of(caseName, modality)));
  }
}
