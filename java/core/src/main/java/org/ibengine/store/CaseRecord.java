package org.ibengine.store;

import java.util.List;
import org.ibengine.index.CaseIndex;

/**
 * Everything {@code case.json} says.
 *
 * @param optionsHash {@link DatasetJson#hash} of the options the case was prepared with
 */
public record CaseRecord(
    CaseIndex index, String optionsHash, List<SourceFile> sources, List<OutputFile> outputs) {
  public CaseRecord {
    sources = List.copyOf(sources);
    outputs = List.copyOf(outputs);
  }
}
