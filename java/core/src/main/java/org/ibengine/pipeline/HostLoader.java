package org.ibengine.pipeline;

import org.ibengine.backend.Backend;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolumes;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Volume;

/** Reads and decodes sources into the backend's memory. */
final class HostLoader implements SourceLoader<Volume> {
  private final Backend backend;

  HostLoader(Backend backend) {
    this.backend = backend;
  }

  @Override
  public LoadedSource<Volume> load(StoredSource source, SourcePart part) {
    Index3 origin = part.rows() == null ? Index3.ZERO : part.rows().begin();
    return LoadedSource.load(
        source, origin, stored -> read(stored, part), volume -> volume.data().close());
  }

  /** A volume, or those rows of it; the caller frees it. */
  Volume read(StoredVolume stored, SourcePart part) {
    return part.rows() == null
        ? StoredVolumes.read(stored, backend::allocate, backend.gzip())
        : StoredVolumes.readRows(stored, part.rows(), backend::allocate);
  }

  @Override
  public void close() {}
}
