package org.ibengine.ratio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.froc.FrocTruth;
import org.ibengine.froc.FrocTruths;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.input.InputRequest;
import org.ibengine.label.LesionRule;
import org.ibengine.store.DatasetReader;

/**
 * The cases of a folder.
 *
 * @param modalities of each case; empty where there are masks alone
 * @param hasRule whether label map and instances may disagree on what is foreground: a rule says
 *     that not every label above 0 is a lesion
 */
public record RatioCases(List<RatioCase> cases, List<String> modalities, boolean hasRule) {
  public RatioCases {
    cases = List.copyOf(cases);
    modalities = List.copyOf(modalities);
  }

  /**
   * Those of a dataset, or of a folder of masks as {@code ib froc} takes its ground truth: raw case
   * folders, another layout that {@code ib prepare} takes, or {@code <case>.nii.gz}. The instances
   * of masks are components of voxels that share a face. Reads no voxels; blocks on the disk.
   *
   * @throws DatasetException if the folder holds none of these, patches, or no case
   */
  public static RatioCases of(Path folder) {
    return DatasetReader.isDataset(folder) ? prepared(folder) : masks(folder);
  }

  private static RatioCases prepared(Path folder) {
    DatasetReader reader = DatasetReader.open(folder);
    DatasetOptions options = reader.options();
    if (options.layout() != Layout.VOLUMES) {
      throw new DatasetException(
          folder,
          "holds patches of one size, but ratios of other sizes need whole label maps; prepare the"
              + " raw cases with --layout volumes");
    }
    if (reader.cases().isEmpty()) {
      throw new DatasetException(folder, "holds no complete case; run ib prepare");
    }
    List<RatioCase> cases = new ArrayList<>();
    reader.cases().forEach(item -> cases.add(new PreparedRatioCase(item)));
    return new RatioCases(
        cases, options.modalities(), !options.lesions().equals(LesionRule.DEFAULT));
  }

  private static RatioCases masks(Path folder) {
    List<RatioCase> cases = new ArrayList<>();
    FrocTruths.find(InputRequest.of(List.of(folder)))
        .byCase()
        .forEach(
            (name, truth) -> {
              if (truth instanceof FrocTruth.OfImage image) { // others are those of datasets
                cases.add(new MaskRatioCase(name, image.file()));
              }
            });
    return new RatioCases(cases, List.of(), false);
  }
}
