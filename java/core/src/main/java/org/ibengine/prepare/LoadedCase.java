package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.grid.GridOrigin;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.ModalityIndex;
import org.ibengine.io.Image;
import org.ibengine.io.LabelMap;
import org.ibengine.label.LesionChanges;
import org.ibengine.lesion.Lesions;
import org.ibengine.store.SourceFile;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Volume;

/**
 * A case in memory. Owns the memory of its volumes; closing twice is harmless.
 *
 * @param geometry the grid of all volumes
 * @param origin where that grid comes from
 * @param body where it is; empty where it is not known
 */
record LoadedCase(
    String name,
    List<Modality> modalities,
    Mask mask,
    Geometry geometry,
    GridOrigin origin,
    Optional<BodyEstimate> body)
    implements AutoCloseable {

  /** Whose body has not been looked for. */
  LoadedCase(
      String name, List<Modality> modalities, Mask mask, Geometry geometry, GridOrigin origin) {
    this(name, modalities, mask, geometry, origin, Optional.empty());
  }

  /**
   * A modality, raw, with its percentiles.
   *
   * @param image with the header of its file, whose grid may be another
   */
  record Modality(Image image, ModalityIndex index, SourceFile source, List<CaseWarning> warnings) {
    /** The same with one warning more. */
    Modality withWarning(CaseWarning warning) {
      return new Modality(image, index, source, plus(warnings, List.of(warning)));
    }

    void close() {
      image.close();
    }

    Volume volume() {
      return image.volume();
    }

    Modality indexed(ModalityIndex other) {
      return new Modality(image, other, source, warnings);
    }
  }

  /**
   * The mask and its lesions.
   *
   * @param labels with the header of their file, whose grid may be another
   * @param values labels above 255, where they are stored beside their classes; else null
   */
  record Mask(
      LabelMap labels,
      Volume values,
      Lesions lesions,
      SourceFile source,
      List<CaseWarning> warnings) {
    /** The same with more warnings. */
    Mask withWarnings(List<CaseWarning> more) {
      return new Mask(labels, values, lesions, source, plus(warnings, more));
    }

    /** The same where values are absent that the file does not have, whatever became of others. */
    Mask withAbsent(List<LesionChanges.Absent> absent) {
      return new Mask(labels, values, lesions.withAbsent(absent), source, warnings);
    }

    void close() {
      labels.close();
      if (values != null) {
        values.data().close();
      }
    }

    Volume volume() {
      return labels.volume();
    }
  }

  /** The same case; its memory is this one's. */
  LoadedCase indexed(List<ModalityIndex> others) {
    List<Modality> same = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      same.add(modalities.get(i).indexed(others.get(i)));
    }
    return new LoadedCase(name, same, mask, geometry, origin, body);
  }

  /** The same case, whose body is known; its memory is this one's. */
  LoadedCase withBody(Optional<BodyEstimate> found) {
    return new LoadedCase(name, modalities, mask, geometry, origin, found);
  }

  private static List<CaseWarning> plus(List<CaseWarning> warnings, List<CaseWarning> more) {
    List<CaseWarning> all = new ArrayList<>(warnings);
    all.addAll(more);
    return List.copyOf(all);
  }

  /** What to look at, in channel order, the mask last. */
  List<CaseWarning> warnings() {
    List<CaseWarning> warnings = new ArrayList<>();
    modalities.forEach(modality -> warnings.addAll(modality.warnings()));
    warnings.addAll(mask.warnings());
    return warnings;
  }

  @Override
  public void close() {
    modalities.forEach(Modality::close);
    mask.close();
  }
}
