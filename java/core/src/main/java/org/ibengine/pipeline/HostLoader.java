package org.ibengine.pipeline;

import org.ibengine.backend.Backend;
import org.ibengine.error.Failures;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.VolumeData;

/** Reads and decodes sources into the backend's memory. */
final class HostLoader implements SourceLoader<VolumeData> {
  private final Backend backend;
  private final InstanceMaps maps;
  private final KeptTiles tiles;

  /**
   * @param tiles what stays of sources that do not stay whole; taken over
   */
  HostLoader(Backend backend, KeptTiles tiles) {
    this.backend = backend;
    this.tiles = tiles;
    this.maps = new InstanceMaps(backend);
  }

  @Override
  public LoadedSource<VolumeData> load(StoredSource source, SourcePart part) {
    LoadedSource<VolumeData> loaded =
        LoadedSource.load(
            source,
            part.origin(),
            stored -> read(source, stored, part),
            volume -> volume.data().close());
    return source.instances() == null
        ? loaded
        : loaded.with(() -> new MappedInstances<>(maps.of(source, null), null));
  }

  private VolumeData read(StoredSource source, SourceVolume stored, SourcePart part) {
    VolumeData volume = read(stored, part);
    try {
      return maps.mapping(source, stored, volume);
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, volume.data()::close);
    }
  }

  /** A volume, or those rows of it; the caller frees it. */
  VolumeData read(SourceVolume stored, SourcePart part) {
    if (part.rows() == null) {
      return stored.load(backend::allocate, backend.gzip());
    }
    return part.rows().packed()
        ? stored.loadRows(part.rows().box(), roomFor(stored, part.rows()), tiles.of(stored))
        : stored.readRows(part.rows().box(), backend::allocate);
  }

  /** Equal blocks, so that the backend's pool needs few, whatever the parts take. */
  private BufferAllocator roomFor(SourceVolume stored, StoredSource.Rows rows) {
    return bytes -> backend.allocate(Math.max(bytes, rows.mostBytes(stored)));
  }

  @Override
  public void freeShared() {
    Failures failures = new Failures();
    failures.collect(maps::close);
    failures.collect(tiles::close);
    failures.rethrow();
  }

  @Override
  public void close() {}
}
