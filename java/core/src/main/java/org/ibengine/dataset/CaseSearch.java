package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.ibengine.error.Failures;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.ModalityIndex;
import org.ibengine.label.LesionRule;
import org.ibengine.label.Runs;
import org.ibengine.lesion.Lesions;
import org.ibengine.lesion.PackedLabels;
import org.ibengine.place.BackgroundWindows;
import org.ibengine.place.MaskPlanes;
import org.ibengine.place.NearestForeground;
import org.ibengine.place.Usual;
import org.ibengine.place.WindowGrid;
import org.ibengine.place.WindowRules;
import org.ibengine.place.WindowRules.Range;
import org.ibengine.place.WindowSearch;
import org.ibengine.place.Windows;
import org.ibengine.plan.CaseForeground;
import org.ibengine.plan.Inside;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredInstances;
import org.ibengine.volume.Index3;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;

/** One case while its background is searched: owns the volumes that it reads. Not thread-safe. */
final class CaseSearch implements AutoCloseable {
  private final CaseBackground request;
  private final CaseIndex item;
  private final CaseBody body;
  private final Map<String, ? extends SourceVolume> volumes;
  private final List<Volume> open = new ArrayList<>();
  private final Lesions lesions; // null where it is enough to know which voxels are foreground
  private final Runs occupied;
  private final WindowRules rules;
  private WindowSearch windows; // made when first needed: it takes two bits per voxel

  /** Reads the label map and the masks. */
  CaseSearch(
      CaseBackground request,
      CaseIndex item,
      CaseBody body,
      Map<String, ? extends SourceVolume> volumes) {
    this.request = request;
    this.item = item;
    this.body = body;
    this.volumes = volumes;
    try {
      SourceVolume stored = CaseSearch.labels(volumes);
      boolean voxelsAlone = needsVoxelsAlone(request) && isPackedMap(stored);
      Volume labels = voxelsAlone ? null : read(stored);
      this.lesions = voxelsAlone ? null : lesions(labels);
      this.occupied = voxelsAlone ? foregroundOf(stored) : lesions.occupied();
      this.rules = rules(labels);
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, this::close);
    }
  }

  /** What instances are found in: the label map, or its values where they are above 255. */
  static SourceVolume labels(Map<String, ? extends SourceVolume> volumes) {
    SourceVolume values = volumes.get(DatasetFolder.LABEL_VALUES);
    return values == null ? volumes.get(DatasetFolder.LABEL) : values;
  }

  /**
   * Whether of the label map only those voxels matter that are not background: which instance they
   * are of, and which value they have, does not.
   */
  private static boolean needsVoxelsAlone(CaseBackground request) {
    return !request.foreground()
        && request.options().lesions().equals(LesionRule.DEFAULT)
        && request.wanted().inside().stream().allMatch(inside -> inside.label().isEmpty());
  }

  private static boolean isPackedMap(SourceVolume stored) {
    return stored.isPacked() && stored.type() == VoxelType.UINT8;
  }

  private Lesions lesions(Volume labels) {
    return Lesions.of(
        labels,
        item.geometry(),
        request.options().lesions(),
        item.connectivity(),
        request.backend());
  }

  /** The same voxels, without unpacking and labelling a map of which nearly all is background. */
  private Runs foregroundOf(SourceVolume stored) {
    VolumeData labels = stored.load(request.backend()::allocate, request.backend().gzip());
    try {
      return PackedLabels.foreground((PackedVolume) labels);
    } finally {
      labels.data().close();
    }
  }

  private Volume read(SourceVolume volume) {
    Volume read =
        volume.read(
            request.backend()::allocate, request.backend().gzip(), request.backend()::unpack);
    open.add(read);
    return read;
  }

  private WindowRules rules(Volume labels) {
    List<WindowRules.Held> masks = new ArrayList<>();
    for (Inside inside : request.wanted().inside()) {
      masks.add(new WindowRules.Held(mask(inside, labels), inside.share()));
    }
    return new WindowRules(
        new Range(request.wanted().minDistanceMm(), Double.POSITIVE_INFINITY),
        masks,
        Optional.empty());
  }

  private MaskPlanes mask(Inside inside, Volume labels) {
    OptionalInt value = inside.label();
    if (value.isPresent()) {
      return new StoredMask(labels, stored -> stored == value.getAsInt());
    }
    ModalityIndex modality =
        item.modalities().stream()
            .filter(one -> one.name().equals(inside.mask()))
            .findFirst()
            .orElseThrow();
    double slope = modality.slope();
    double intercept = modality.intercept();
    return new StoredMask(
        read(volumes.get(inside.mask())), stored -> stored * slope + intercept > 0);
  }

  private WindowSearch windows() {
    if (windows == null) {
      windows =
          new WindowSearch(
              new WindowGrid(item.geometry().size(), item.geometry().spacing(), request.patch()),
              occupied);
    }
    return windows;
  }

  /** As prepared if the patch size is the same, otherwise found anew; those that meet the rules. */
  List<Index3> grid() {
    List<Index3> all =
        request.patch().equals(request.options().patchSize())
            ? item.windows()
            : BackgroundWindows.find(
                occupied, item.geometry().size(), request.patch(), Usual.stride(request.patch()));
    return Windows.compact(among(all));
  }

  /** Those of the windows that hold no foreground and are far enough from it, in their order. */
  List<Index3> apart(List<Index3> some) {
    return windows().among(some, new WindowRules(rules.range(), List.of(), Optional.empty()));
  }

  /** Those of the windows that lie in the masks, in their order. */
  List<Index3> inside(List<Index3> some) {
    return rules.masks().isEmpty() ? some : windows().among(some, rules);
  }

  /** Those of the windows that hold enough body, in their order; the others count as left out. */
  List<Index3> body(List<Index3> some) {
    return body.among(some, request.patch());
  }

  CaseIndex item() {
    return item;
  }

  /** Those of the windows that meet the rules, in their order. */
  List<Index3> among(List<Index3> all) {
    List<Index3> kept = rules.areNone() ? all : windows().among(all, rules);
    return body.among(kept, request.patch());
  }

  /** All windows that meet the rules and whose distance is in the range, too. */
  IndexRuns free(Range range) {
    return windows()
        .free(new WindowRules(rules.range().and(range), rules.masks(), body.rule(request.patch())));
  }

  /** To tell distances later; empty where they will not be. */
  Optional<NearestForeground> nearest() {
    return request.wanted().tellsDistances()
        ? Optional.of(new NearestForeground(occupied, item.geometry().spacing()))
        : Optional.empty();
  }

  /** Of all windows that hold no foreground and lie in the masks, as far as they are. */
  Optional<Range> distancesMm() {
    return windows().distancesMm(rules);
  }

  /**
   * All foreground of the case.
   *
   * @throws org.ibengine.error.IbException if the label map has other instances than the dataset
   *     recorded
   */
  CaseForeground foreground() {
    StoredInstances.requireSame(
        labels(volumes), item.instances(), lesions.components().instances());
    return CaseForeground.of(item.geometry().size(), occupied, item.instances().size());
  }

  /** Frees what was read. Idempotent. */
  @Override
  public void close() {
    Failures failures = new Failures();
    open.forEach(volume -> failures.collect(volume.data()::close));
    open.clear();
    failures.rethrow();
  }
}
