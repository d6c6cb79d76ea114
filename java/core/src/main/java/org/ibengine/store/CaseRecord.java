package org.ibengine.store;

import java.util.List;
import org.ibengine.index.CaseIndex;

/**
 * Everything {@code case.json} says.
 *
 * @param optionsHash {@link DatasetJson#hash} of the options the case was prepared with
 * @param names of the case and its modalities in file names of patches
 */
public record CaseRecord(
    CaseIndex index,
    String optionsHash,
    List<SourceFile> sources,
    List<OutputFile> outputs,
    PatchNames names) {
  public CaseRecord {
    sources = List.copyOf(sources);
    outputs = List.copyOf(outputs);
  }

  /** With every name as it is. */
  public CaseRecord(
      CaseIndex index, String optionsHash, List<SourceFile> sources, List<OutputFile> outputs) {
    this(index, optionsHash, sources, outputs, PatchNames.asTheyAre(index.name()));
  }
}
