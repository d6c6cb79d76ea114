package org.ibengine.index;

import java.util.HashSet;
import java.util.List;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.label.Connectivity;
import org.ibengine.label.LesionRule;
import org.ibengine.text.Text;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;

/**
 * The choices a dataset was prepared with; equal options and equal sources give equal data.
 *
 * @param patchSize in voxels
 * @param stride between background windows, in voxels
 * @param margin by which an instance's box is grown on every side, in voxels
 * @param modalities channel order; empty until resolved against the cases
 * @param geometryTolerance how far a modality's voxel may lie from the mask's
 * @param nan what is done with voxels that are NaN
 * @param lesions what of the label map is a lesion
 * @param grid on which voxels are stored
 * @param scales how patches are normalised; always as prepared where whole volumes are stored
 * @param body how the body is told from air
 * @param store which type voxels are stored in; always {@link StoreRule#AUTO} where patches are
 */
public record DatasetOptions(
    Layout layout,
    Size3 patchSize,
    Size3 stride,
    int margin,
    Connectivity connectivity,
    PercentileRange percentiles,
    List<String> modalities,
    GridTolerance geometryTolerance,
    NanRule nan,
    LesionRule lesions,
    GridOptions grid,
    IntensityChoice scales,
    BodyRule body,
    StoreRule store) {
  /** The most voxels of a patch along one axis, so that no product of sizes overflows. */
  public static final int LONGEST_PATCH = 1 << 16;

  /**
   * On the grid of the files, where every label above 0 is a lesion, bodies found by themselves.
   */
  public DatasetOptions(
      Layout layout,
      Size3 patchSize,
      Size3 stride,
      int margin,
      Connectivity connectivity,
      PercentileRange percentiles,
      List<String> modalities,
      GridTolerance geometryTolerance,
      NanRule nan) {
    this(
        layout,
        patchSize,
        stride,
        margin,
        connectivity,
        percentiles,
        modalities,
        geometryTolerance,
        nan,
        LesionRule.DEFAULT,
        GridOptions.DEFAULT,
        IntensityChoice.PREPARED,
        BodyRule.OTSU,
        StoreRule.AUTO);
  }

  public DatasetOptions {
    requireShort(patchSize);
    modalities = List.copyOf(modalities);
    if (margin < 0) {
      throw new IllegalArgumentException("margin must not be negative, was " + margin);
    }
    if (new HashSet<>(modalities).size() != modalities.size()) {
      throw new IllegalArgumentException("modalities must differ, were " + modalities);
    }
    if (layout == Layout.VOLUMES && !scales.isPrepared()) {
      throw new IllegalArgumentException(
          "the layout volumes keeps values as they are: choose the normalisation where the dataset"
              + " is read");
    }
    if (layout == Layout.PATCHES && store != StoreRule.AUTO) {
      throw new IllegalArgumentException(
          "--store goes with --layout volumes; patches are stored normalised, as float32");
    }
  }

  /**
   * @throws IllegalArgumentException if the patch is longer than {@link #LONGEST_PATCH}
   */
  public static Size3 requireShort(Size3 patch) {
    if (Math.max(patch.x(), Math.max(patch.y(), patch.z())) > LONGEST_PATCH) {
      throw new IllegalArgumentException(
          Text.format("a patch has at most %d voxels per axis, was %s", LONGEST_PATCH, patch));
    }
    return patch;
  }

  /** The same options with this channel order. */
  public DatasetOptions withModalities(List<String> names) {
    return with(names, nan, lesions, grid, scales, body, store);
  }

  /** The same options with this rule for NaN. */
  public DatasetOptions withNan(NanRule rule) {
    return with(modalities, rule, lesions, grid, scales, body, store);
  }

  /** The same options with this rule for lesions. */
  public DatasetOptions withLesions(LesionRule rule) {
    return with(modalities, nan, rule, grid, scales, body, store);
  }

  /** The same options on this grid. */
  public DatasetOptions withGrid(GridOptions wanted) {
    return with(modalities, nan, lesions, wanted, scales, body, store);
  }

  /** The same options with patches normalised like that. */
  public DatasetOptions withScales(IntensityChoice wanted) {
    return with(modalities, nan, lesions, grid, wanted, body, store);
  }

  /** The same options with this rule for bodies. */
  public DatasetOptions withBody(BodyRule rule) {
    return with(modalities, nan, lesions, grid, scales, rule, store);
  }

  /** The same options with voxels stored like that. */
  public DatasetOptions withStore(StoreRule rule) {
    return with(modalities, nan, lesions, grid, scales, body, rule);
  }

  private DatasetOptions with(
      List<String> names,
      NanRule nanRule,
      LesionRule lesionRule,
      GridOptions gridOptions,
      IntensityChoice choice,
      BodyRule bodyRule,
      StoreRule storeRule) {
    return new DatasetOptions(
        layout,
        patchSize,
        stride,
        margin,
        connectivity,
        percentiles,
        names,
        geometryTolerance,
        nanRule,
        lesionRule,
        gridOptions,
        choice,
        bodyRule,
        storeRule);
  }
}
