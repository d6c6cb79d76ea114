package org.ibengine.ratio;

import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.label.LesionRule;
import org.ibengine.store.DatasetReader;

/**
 * The cases of a folder.
 *
 * @param modalities of each case, where they are known; else empty
 * @param hasRule whether label map and instances may disagree on what is foreground: a rule says
 *     that not every label above 0 is a lesion
 */
public record RatioCases(List<RatioCase> cases, List<String> modalities, boolean hasRule) {
  public RatioCases {
    cases = List.copyOf(cases);
    modalities = List.copyOf(modalities);
  }

  /**
   * Those of a dataset; reads records alone.
   *
   * @throws DatasetException if it is not a dataset, holds patches, or has no complete case
   */
  public static RatioCases of(Path folder) {
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
    List<RatioCase> cases =
        List.copyOf(reader.cases().stream().map(PreparedRatioCase::new).toList());
    return new RatioCases(
        cases, options.modalities(), !options.lesions().equals(LesionRule.DEFAULT));
  }
}
