package org.ibengine.dataset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.error.OwnPartException;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Runs;
import org.ibengine.lesion.Lesions;
import org.ibengine.measure.BodyMeasure;
import org.ibengine.measure.IntensityMeasure;
import org.ibengine.place.BackgroundWindows;
import org.ibengine.place.Usual;
import org.ibengine.store.ServedVolume;
import org.ibengine.text.Text;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Makes the index of a {@link CaseSource} by reading its voxels, each volume once: percentiles of
 * the modalities, instances of the label map, background windows, where the body is. By the rules
 * of {@code ib prepare}: equal voxels and options give an equal index. Keep the result if reading
 * takes long.
 */
public final class CaseMeasure {
  private static final int MARGIN = 10;

  private final CaseSource source;
  private final DatasetOptions options;
  private final Backend backend;
  private final IntensityMeasure measure;

  private CaseMeasure(CaseSource source, DatasetOptions options, Backend backend) {
    this.source = source;
    this.options = options;
    this.backend = backend;
    this.measure = new IntensityMeasure(backend, options.percentiles());
  }

  /**
   * The defaults of {@code ib prepare}: windows half a patch apart, a margin of 10 voxels,
   * instances connected by faces, percentiles 1 and 99.
   *
   * @param modalities in channel order
   */
  public static DatasetOptions usual(Size3 patchSize, List<String> modalities) {
    return new DatasetOptions(
        Layout.VOLUMES,
        patchSize,
        Usual.stride(patchSize),
        MARGIN,
        Connectivity.FACE_6,
        new PercentileRange(1, 99),
        modalities,
        GridTolerance.DEFAULT,
        NanRule.REFUSE);
  }

  /**
   * Reads all cases, one volume after the other; blocks until done. May be called by {@link
   * CaseSource#cases} itself: of the source, only {@link CaseSource#read} is used.
   *
   * @param threads that one operation uses, at least 1
   * @throws IllegalArgumentException if a case lacks a modality of the options
   * @throws OwnPartException if voxels cannot be read, or are not finite
   */
  public static DatasetIndex of(
      CaseSource source, List<CaseHeader> cases, DatasetOptions options, int threads) {
    try (Backend backend = Backends.onHost(threads)) {
      CaseMeasure measure = new CaseMeasure(source, options, backend);
      return new DatasetIndex(options, cases.stream().map(measure::measured).toList());
    }
  }

  private CaseIndex measured(CaseHeader header) {
    Map<String, CaseHeader.Modality> known =
        header.modalities().stream()
            .collect(Collectors.toMap(CaseHeader.Modality::name, Function.identity()));
    options.modalities().forEach(name -> requireKnown(header, known.get(name), name));
    Lesions found = lesions(header);
    List<Measured> modalities =
        options.modalities().stream()
            .map(name -> modality(header, known.get(name), found.components().runs()))
            .toList();
    return new CaseIndex(
        header.name(),
        header.geometry(),
        options.connectivity(),
        modalities.stream().map(Measured::index).toList(),
        found.components().instances(),
        BackgroundWindows.find(
            found.occupied(), header.geometry().size(), options.patchSize(), options.stride()),
        modalities.stream().flatMap(one -> one.body().stream()).findFirst());
  }

  private Lesions lesions(CaseHeader header) {
    Volume label = read(header, CaseSource.LABEL, VoxelType.UINT8);
    try {
      return Lesions.of(
          label, header.geometry(), options.lesions(), options.connectivity(), backend);
    } finally {
      label.data().close();
    }
  }

  private static void requireKnown(CaseHeader header, CaseHeader.Modality modality, String name) {
    if (modality == null) {
      throw new IllegalArgumentException(
          Text.format(
              "case %s has modalities %s, not %s; choose modalities that every case has",
              header.name(),
              header.modalities().stream().map(CaseHeader.Modality::name).toList(),
              name));
    }
  }

  /**
   * A modality.
   *
   * @param body only of the one that the options look for it in
   */
  private record Measured(ModalityIndex index, Optional<BodyEstimate> body) {}

  private Measured modality(CaseHeader header, CaseHeader.Modality modality, Runs label) {
    String name = modality.name();
    Volume volume = read(header, name, modality.type());
    try {
      IntensityMeasure.Found found =
          measure.measure(volume, modality.slope(), modality.intercept());
      if (found.nonFinite() > 0) {
        throw new OwnPartException(
            Text.format(
                "case %s, volume %s: voxels must be finite, %d are NaN or infinite; replace them in the source",
                header.name(), name, found.nonFinite()));
      }
      ModalityIndex index =
          new ModalityIndex(
              name,
              modality.type(),
              modality.slope(),
              modality.intercept(),
              found.rawLow(),
              found.rawHigh(),
              found.intensity());
      return new Measured(
          IntensityMeasure.withLabel(index, volume, label),
          name.equals(options.body().modalityAmong(options.modalities()))
              ? new BodyMeasure(backend).of(options.body(), index, volume, header.geometry())
              : Optional.empty());
    } finally {
      volume.data().close();
    }
  }

  private Volume read(CaseHeader header, String volume, VoxelType type) {
    return new ServedVolume(
            header.name(),
            volume,
            header.geometry().size(),
            type,
            (rows, into) -> source.read(header.name(), volume, rows, into))
        .read(backend::allocate, backend.gzip());
  }
}
