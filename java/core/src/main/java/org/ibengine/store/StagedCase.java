package org.ibengine.store;

/**
 * A case that is made and on the disk, but not yet part of the dataset; {@link
 * DatasetSession#commit} makes it that, {@link CaseStaging#discard} drops it.
 *
 * @param staging holds each output of the record
 */
public record StagedCase(CaseRecord record, CaseStaging staging) {}
