package org.ibengine.store;

import java.util.List;

/**
 * A case that is made and on the disk, but not yet part of the dataset; {@link
 * DatasetSession#commit} makes it that, {@link CaseStaging#discard} drops it.
 *
 * @param staging holds each output of the record
 * @param warnings what people should look at in the case
 */
public record StagedCase(CaseRecord record, CaseStaging staging, List<String> warnings) {
  public StagedCase {
    warnings = List.copyOf(warnings);
  }
}
