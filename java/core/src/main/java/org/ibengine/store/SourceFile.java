package org.ibengine.store;

/**
 * A raw file that a case was made from.
 *
 * @param role a modality's name, or {@link DatasetFolder#LABEL} for the mask
 * @param file name inside the raw case folder; of a pair, the header's
 * @param bytes of a pair, of both files together
 * @param sha256 of the file as it lies on disk, lower-case hex; of a pair, of the header and then
 *     the voxels
 */
public record SourceFile(String role, String file, long bytes, String sha256) {}
