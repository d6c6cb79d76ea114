package org.ibengine.prepare;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Normalisation;
import org.ibengine.index.ModalityIndex;
import org.ibengine.io.Image;
import org.ibengine.io.LabelMap;
import org.ibengine.lesion.Lesions;
import org.ibengine.store.SourceFile;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Volume;

/** A case in memory. Owns the memory of its volumes; closing twice is harmless. */
record LoadedCase(List<Modality> modalities, Mask mask) implements AutoCloseable {

  /** A modality, raw, with its percentiles. */
  record Modality(Image image, ModalityIndex index, SourceFile source, List<CaseWarning> warnings) {
    Volume volume() {
      return image.volume();
    }

    /** On raw voxels: scaling by a slope moves percentiles and voxels alike. */
    Normalisation normalisation() {
      return Normalisation.between(index.rawLow(), index.rawHigh(), index.slope() < 0);
    }
  }

  /**
   * The mask and its lesions.
   *
   * @param values labels above 255, where they are stored beside their classes; else null
   */
  record Mask(
      LabelMap labels,
      Volume values,
      Lesions lesions,
      SourceFile source,
      List<CaseWarning> warnings) {
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

  /** The grid of the case, which is the mask's. */
  Geometry geometry() {
    return mask.labels().header().geometry();
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
    modalities.forEach(modality -> modality.image().close());
    mask.close();
  }
}
