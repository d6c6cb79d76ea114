package org.ibengine.index;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ibengine.text.Labels;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Interpolation;

/**
 * The grid on which voxels are stored, and how they are brought to it.
 *
 * @param spacing of the stored grid in mm; empty for that of the source
 * @param orientation of the stored grid
 * @param mismatch what is done with a modality on another grid than the label's
 * @param reference the modality whose grid the others and the label are brought to; empty for the
 *     label's grid
 * @param interpolation of modalities
 * @param labels how labels are interpolated
 * @param antialias whether a modality is smoothed before it is strongly reduced
 * @param crop what is cut off before anything else; empty for nothing
 */
public record GridOptions(
    Optional<Geometry.Spacing> spacing,
    Orient orientation,
    Mismatch mismatch,
    Optional<String> reference,
    Interpolation interpolation,
    LabelInterpolation labels,
    boolean antialias,
    Optional<CropOptions> crop) {

  /**
   * @throws IllegalArgumentException if a choice makes no sense without another
   */
  public GridOptions {
    if (reference.isPresent() && mismatch != Mismatch.RESAMPLE) {
      throw new IllegalArgumentException(
          "--reference " + reference.get() + " goes with --geometry resample, which was refuse");
    }
    if (interpolation == Interpolation.VOTE) {
      throw new IllegalArgumentException("modalities are not voted on; give another interpolation");
    }
    if (antialias && interpolation == Interpolation.NEAREST) {
      throw new IllegalArgumentException(
          "--antialias goes with --interpolation linear or cubic, which was nearest");
    }
  }

  /** How the axes of the stored grid run. */
  public enum Orient {
    /** As in the source. */
    KEEP,
    /** To the right, anterior and superior, as nearly as flips and permutations bring them. */
    RAS;

    /** The name in files and on command lines. */
    public String label() {
      return this == KEEP ? "keep" : "RAS";
    }

    /**
     * @throws IllegalArgumentException for any other name
     */
    public static Orient ofLabel(String label) {
      return switch (label.toLowerCase(Locale.ROOT)) {
        case "keep" -> KEEP;
        case "ras" -> RAS;
        default ->
            throw new IllegalArgumentException("orientation must be RAS or keep, was " + label);
      };
    }
  }

  /** What is done with a volume on another grid than the case's. */
  public enum Mismatch {
    /** The case fails. */
    REFUSE,
    /** It is brought to the case's grid. */
    RESAMPLE;

    /** The name in files and on command lines: lower case. */
    public String label() {
      return Labels.of(this);
    }

    /**
     * @throws IllegalArgumentException for any other name
     */
    public static Mismatch ofLabel(String label) {
      return Labels.find("geometry", label, List.of(values()), Mismatch::label);
    }
  }

  /** How a label between voxels is found; never a value that no voxel has. */
  public enum LabelInterpolation {
    /** That of the nearest voxel. */
    NEAREST,
    /** The one whose voxels have the largest linear weight together. */
    LINEAR;

    /** The name in files and on command lines: lower case. */
    public String label() {
      return Labels.of(this);
    }

    /**
     * @throws IllegalArgumentException for any other name
     */
    public static LabelInterpolation ofLabel(String label) {
      return Labels.find(
          "label interpolation", label, List.of(values()), LabelInterpolation::label);
    }
  }

  /** Voxels stay on the grid of the label's file; a modality on another fails its case. */
  public static final GridOptions DEFAULT =
      new GridOptions(
          Optional.empty(),
          Orient.KEEP,
          Mismatch.REFUSE,
          Optional.empty(),
          Interpolation.LINEAR,
          LabelInterpolation.NEAREST,
          false,
          Optional.empty());

  /** The same at this spacing in mm. */
  public GridOptions withSpacing(Geometry.Spacing mm) {
    return new GridOptions(
        Optional.of(mm), orientation, mismatch, reference, interpolation, labels, antialias, crop);
  }

  /** The same with axes that run like this. */
  public GridOptions withOrientation(Orient wanted) {
    return new GridOptions(
        spacing, wanted, mismatch, reference, interpolation, labels, antialias, crop);
  }

  /** The same, where modalities on other grids are brought to the label's. */
  public GridOptions resampling() {
    return new GridOptions(
        spacing,
        orientation,
        Mismatch.RESAMPLE,
        Optional.empty(),
        interpolation,
        labels,
        antialias,
        crop);
  }

  /** The same, where the label and the other modalities are brought to the grid of this one. */
  public GridOptions resamplingTo(String modality) {
    return new GridOptions(
        spacing,
        orientation,
        Mismatch.RESAMPLE,
        Optional.of(modality),
        interpolation,
        labels,
        antialias,
        crop);
  }

  /**
   * The same with another interpolation.
   *
   * @param smoothed whether a modality is smoothed before it is strongly reduced
   * @throws IllegalArgumentException if that is asked for with NEAREST
   */
  public GridOptions withInterpolation(
      Interpolation modalities, LabelInterpolation label, boolean smoothed) {
    return new GridOptions(
        spacing, orientation, mismatch, reference, modalities, label, smoothed, crop);
  }

  /** The same, of which only a box is stored. */
  public GridOptions withCrop(CropOptions wanted) {
    return new GridOptions(
        spacing,
        orientation,
        mismatch,
        reference,
        interpolation,
        labels,
        antialias,
        Optional.of(wanted));
  }
}
