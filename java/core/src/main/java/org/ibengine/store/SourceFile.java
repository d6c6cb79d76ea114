package org.ibengine.store;

/**
 * A raw file that a case was made from.
 *
 * @param role a modality's name, or {@link DatasetFolder#LABEL} for the mask
 * @param file name inside the raw case folder
 * @param sha256 of the file as it lies on disk, lower-case hex
 */
public record SourceFile(String role, String file, long bytes, String sha256) {}
