package org.ibengine.pipeline;

import org.ibengine.backend.Backend;
import org.ibengine.error.Failures;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.VolumeData;

/** Reads and decodes sources into the backend's memory. */
final class HostLoader implements SourceLoader<VolumeData> {
  private final InstanceMaps maps;
  private final KeptTiles tiles;
  private final PartReader reader;

  /**
   * @param tiles what stays of sources that do not stay whole; taken over
   */
  HostLoader(Backend backend, KeptTiles tiles) {
    this.tiles = tiles;
    this.maps = new InstanceMaps(backend);
    this.reader = new PartReader(backend, tiles::of);
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
    VolumeData volume = reader.read(stored, part);
    try {
      return maps.mapping(source, stored, volume);
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, volume.data()::close);
    }
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
