package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.label.Instance;
import org.ibengine.place.PositiveBox;
import org.ibengine.place.Window;
import org.ibengine.place.WindowGrid;
import org.ibengine.plan.NegativeSites;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.PositiveSite;
import org.ibengine.store.DatasetFolder.PatchKind;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.PreparedCase;
import org.ibengine.store.PreparedCase.Patch;
import org.ibengine.store.StoredSource;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Opens the patches layout as prepared by this engine: one source a stored patch. A patch smaller
 * than the one asked for is padded at its end.
 */
final class PatchesOpener {
  private final DatasetReader reader;
  private final List<String> modalities;
  private final Size3 patchSize;
  private final List<StoredSource> sources = new ArrayList<>();
  private final List<Index3> origins = new ArrayList<>();
  private final List<PositiveSite> positives = new ArrayList<>();
  private final List<NegativeSites.OfSource> negatives = new ArrayList<>();
  private final Negatives wanted;

  /**
   * @throws IllegalArgumentException if the request wants background that stored patches do not
   *     have
   */
  PatchesOpener(DatasetReader reader, OpenRequest request, Size3 patchSize) {
    CaseBackground.requireGrid(request.negatives(), reader.folder().root());
    request.whole().requireNone(reader.folder().root());
    this.wanted = request.negatives();
    this.reader = reader;
    this.modalities = request.modalities();
    this.patchSize = patchSize;
  }

  OpenedDataset open() {
    Map<String, OpenedDataset.Case> cases = new LinkedHashMap<>();
    BackgroundCheck check = BackgroundCheck.NONE;
    for (PreparedCase item : reader.cases()) {
      Added added = add(item);
      check = check.plus(added.check());
      cases.put(item.name(), OpenedDataset.Case.of(added.index()).facts(facts(added.index())));
    }
    return new OpenedDataset(
        modalities,
        patchSize,
        cases,
        sources,
        origins,
        VoxelSpace.VOLUME,
        new PatchPool(positives, new NegativeSites(negatives)),
        check);
  }

  /** What the record tells of the windows that were cut out. */
  private WindowFacts facts(CaseIndex index) {
    WindowGrid grid =
        new WindowGrid(
            index.geometry().size(), index.geometry().spacing(), reader.options().patchSize());
    return new WindowFacts(grid, Optional.empty(), index.body());
  }

  private record Added(CaseIndex index, BackgroundCheck check) {}

  /** Adds a case as it is now; what it was before it was replaced is dropped again. */
  private Added add(PreparedCase item) {
    int firstSource = sources.size();
    int firstPositive = positives.size();
    int firstNegative = negatives.size();
    return item.open(
        now -> {
          cut(sources, firstSource);
          cut(origins, firstSource);
          cut(positives, firstPositive);
          cut(negatives, firstNegative);
          addPositives(now);
          return new Added(now.index(), addNegatives(now));
        });
  }

  private static void cut(List<?> list, int size) {
    list.subList(size, list.size()).clear();
  }

  private void addPositives(PreparedCase item) {
    CaseIndex index = item.index();
    DatasetOptions options = reader.options();
    for (Instance instance : index.instances()) {
      Box box =
          PositiveBox.of(
              instance.box(), options.margin(), options.patchSize(), index.geometry().size());
      int source =
          addSource(
              item, new Patch(PatchKind.POSITIVE, instance.id() - 1, box.size()), box.begin());
      Instance shifted = movedBy(instance, box.begin());
      Box whole = movedBy(box, box.begin());
      positives.add(new PositiveSite(source, index.name(), box.size(), shifted, whole));
    }
  }

  /** The windows of which enough is body; what is left out is told. */
  private BackgroundCheck addNegatives(PreparedCase item) {
    CaseIndex index = item.index();
    Size3 volume = index.geometry().size();
    Size3 size = reader.options().patchSize();
    CaseBody body = CaseBody.of(index, wanted);
    for (int number = 0; number < index.windows().size(); number++) {
      Box window = Window.of(index.windows().get(number), size, volume);
      int source =
          addSource(item, new Patch(PatchKind.NEGATIVE, number, window.size()), window.begin());
      if (body.keeps(index.windows().get(number), size)) {
        negatives.add(NegativeSites.OfSource.whole(source, index.name(), window.size()));
      }
    }
    return body.check();
  }

  private int addSource(PreparedCase item, Patch patch, Index3 origin) {
    List<StoredSource.Channel> channels =
        modalities.stream()
            .map(name -> StoredSource.Channel.normalised(item.intensities(patch, name)))
            .toList();
    String name =
        Text.format(
            "case %s %s patch %d",
            item.name(), patch.kind().name().toLowerCase(Locale.ROOT), patch.number());
    sources.add(new StoredSource(name, item.name(), patch.size(), channels, item.label(patch)));
    origins.add(origin);
    return sources.size() - 1;
  }

  private static Instance movedBy(Instance instance, Index3 origin) {
    return new Instance(
        instance.id(),
        instance.voxels(),
        movedBy(instance.box(), origin),
        new Instance.Centroid(
            instance.centroid().x() - origin.x(),
            instance.centroid().y() - origin.y(),
            instance.centroid().z() - origin.z()),
        instance.anchors().stream().map(anchor -> movedBy(anchor, origin)).toList(),
        instance.lesionClass());
  }

  private static Box movedBy(Box box, Index3 origin) {
    return new Box(movedBy(box.begin(), origin), movedBy(box.end(), origin));
  }

  private static Index3 movedBy(Index3 at, Index3 origin) {
    return new Index3(at.x() - origin.x(), at.y() - origin.y(), at.z() - origin.z());
  }
}
