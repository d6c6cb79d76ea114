package org.ibengine.pipeline;

import org.ibengine.store.StoredSource;
import org.ibengine.volume.Index3;

/**
 * What is loaded at a time.
 *
 * @param source position in the list of sources
 * @param rows the rows y and z that are read, whole along x; null for the whole source
 */
record SourcePart(int source, StoredSource.Rows rows) {
  /** Its first voxel in the source. */
  Index3 origin() {
    return rows == null ? Index3.ZERO : rows.box().begin();
  }
}
