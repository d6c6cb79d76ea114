package org.ibengine.pipeline;

import org.ibengine.backend.Backend;
import org.ibengine.error.Failures;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Volume;

/** Reads and decodes sources into the backend's memory. */
final class HostLoader implements SourceLoader<Volume> {
  private final Backend backend;
  private final InstanceMaps maps;

  HostLoader(Backend backend) {
    this.backend = backend;
    this.maps = new InstanceMaps(backend);
  }

  @Override
  public LoadedSource<Volume> load(StoredSource source, SourcePart part) {
    Index3 origin = part.rows() == null ? Index3.ZERO : part.rows().begin();
    LoadedSource<Volume> loaded =
        LoadedSource.load(
            source, origin, stored -> read(source, stored, part), volume -> volume.data().close());
    return source.instances() == null
        ? loaded
        : loaded.with(() -> new MappedInstances<>(maps.of(source, null), null));
  }

  private Volume read(StoredSource source, SourceVolume stored, SourcePart part) {
    Volume volume = read(stored, part);
    try {
      return maps.mapping(source, stored, volume);
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, volume.data()::close);
    }
  }

  /** A volume, or those rows of it; the caller frees it. */
  Volume read(SourceVolume stored, SourcePart part) {
    return part.rows() == null
        ? stored.read(backend::allocate, backend.gzip())
        : stored.readRows(part.rows(), backend::allocate);
  }

  @Override
  public void freeShared() {
    maps.close();
  }

  @Override
  public void close() {}
}
