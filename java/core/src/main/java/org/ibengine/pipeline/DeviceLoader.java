package org.ibengine.pipeline;

import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.InstanceMap;
import org.ibengine.error.Failures;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;

/**
 * Reads sources into page-locked memory; those that stay on the device are copied there while
 * others are read, the rest is read by the device where it lies.
 */
final class DeviceLoader implements SourceLoader<PlacedVolume> {
  private final DeviceBackend backend;
  private final DeviceResidency residency;
  private final UploadBlocks blocks;
  private final DeviceStream uploads;
  private final PartReader reader;
  private final InstanceMaps maps;

  DeviceLoader(DeviceBackend backend, DeviceResidency residency) {
    this.backend = backend;
    this.residency = residency;
    this.blocks = new UploadBlocks(residency.loaders());
    this.uploads = backend.newStream();
    this.reader = new PartReader(backend);
    this.maps = new InstanceMaps(backend);
  }

  @Override
  public LoadedSource<PlacedVolume> load(StoredSource source, SourcePart part) {
    boolean onDevice = residency.onDevice()[part.source()];
    LoadedSource<PlacedVolume> loaded =
        LoadedSource.load(
            source,
            part.origin(),
            stored -> onDevice ? upload(source, stored) : share(source, stored, part),
            PlacedVolume::free);
    return source.instances() == null ? loaded : loaded.with(() -> mapped(source, onDevice));
  }

  /** The map was made when the label map was read, unless only rows of that were. */
  private MappedInstances<PlacedVolume> mapped(StoredSource source, boolean onDevice) {
    InstanceMap map = maps.of(source, null);
    Volume bytes = map.asVolume();
    return new MappedInstances<>(
        map,
        new PlacedVolume(onDevice ? backend.upload(bytes, uploads) : backend.share(bytes), null));
  }

  private PlacedVolume upload(StoredSource source, SourceVolume stored) {
    try (UploadBlocks.Block block = blocks.take()) {
      VolumeData volume = block.hold(stored.load(blockFor(stored), backend.gzip()));
      DeviceVolume uploaded = backend.upload(maps.mapping(source, stored, volume), uploads);
      try {
        block.leave(uploads);
      } catch (RuntimeException | Error e) {
        throw Failures.after(e, uploaded::close);
      }
      return new PlacedVolume(uploaded, null);
    }
  }

  /** Equal blocks, so that the backend's pool needs few; compressed files take scratch besides. */
  private BufferAllocator blockFor(SourceVolume stored) {
    return stored.sliceable()
        ? bytes -> backend.allocate(Math.max(bytes, residency.blockBytes()))
        : backend::allocate;
  }

  private PlacedVolume share(StoredSource source, SourceVolume stored, SourcePart part) {
    VolumeData volume = reader.read(stored, part);
    try {
      maps.mapping(source, stored, volume);
      return new PlacedVolume(backend.share(volume), volume.data());
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, volume.data()::close);
    }
  }

  @Override
  public void freeShared() {
    maps.close();
  }

  /** Blocks until nothing is being copied to the device. */
  @Override
  public void close() {
    Failures failures = new Failures();
    failures.collect(blocks::drain);
    failures.collect(uploads::close);
    failures.rethrow();
  }
}
