package org.ibengine.store;

import java.util.List;
import org.ibengine.index.CaseIndex;

/**
 * Everything {@code case.json} says.
 *
 * @param optionsHash {@link DatasetJson#hash} of the options the case was prepared with
 * @param names of the case and its modalities in file names of patches
 * @param largestLabel of the mask where it is above 255: what is stored of the label map is then 1
 *     for every label above 0. 0 where labels are stored as they are
 */
public record CaseRecord(
    CaseIndex index,
    String optionsHash,
    List<SourceFile> sources,
    List<OutputFile> outputs,
    PatchNames names,
    long largestLabel) {
  public CaseRecord {
    sources = List.copyOf(sources);
    outputs = List.copyOf(outputs);
    if (largestLabel != 0 && largestLabel <= 255) {
      throw new IllegalArgumentException(
          "a largest label is told only above 255, was " + largestLabel);
    }
  }

  /** With every name and label as it is. */
  public CaseRecord(
      CaseIndex index, String optionsHash, List<SourceFile> sources, List<OutputFile> outputs) {
    this(index, optionsHash, sources, outputs, PatchNames.asTheyAre(index.name()), 0);
  }
}
