package org.ibengine.pipeline;

import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.error.Failures;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolumes;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Volume;

/**
 * Reads sources into page-locked memory; those that stay on the device are copied there while
 * others are read, the rest is read by the device where it lies.
 */
final class DeviceLoader implements SourceLoader<PlacedVolume> {
  private final DeviceBackend backend;
  private final DeviceResidency residency;
  private final UploadBlocks blocks;
  private final DeviceStream uploads;
  private final HostLoader host;

  DeviceLoader(DeviceBackend backend, DeviceResidency residency) {
    this.backend = backend;
    this.residency = residency;
    this.blocks = new UploadBlocks(residency.loaders());
    this.uploads = backend.newStream();
    this.host = new HostLoader(backend);
  }

  @Override
  public LoadedSource<PlacedVolume> load(StoredSource source, SourcePart part) {
    Index3 origin = part.rows() == null ? Index3.ZERO : part.rows().begin();
    boolean onDevice = residency.onDevice()[part.source()];
    return LoadedSource.load(
        source,
        origin,
        stored -> onDevice ? upload(stored) : share(host.read(stored, part)),
        PlacedVolume::free);
  }

  private PlacedVolume upload(StoredVolume stored) {
    try (UploadBlocks.Block block = blocks.take()) {
      Volume volume = block.hold(StoredVolumes.read(stored, blockFor(stored), backend.gzip()));
      DeviceVolume uploaded = backend.upload(volume, uploads);
      try {
        block.leave(uploads);
      } catch (RuntimeException | Error e) {
        throw Failures.after(e, uploaded::close);
      }
      return new PlacedVolume(uploaded, null);
    }
  }

  /** Equal blocks, so that the backend's pool needs few; compressed files take scratch besides. */
  private BufferAllocator blockFor(StoredVolume stored) {
    return stored.encoding() == StoredVolume.Encoding.RAW
        ? bytes -> backend.allocate(Math.max(bytes, residency.blockBytes()))
        : backend::allocate;
  }

  private PlacedVolume share(Volume volume) {
    try {
      return new PlacedVolume(backend.share(volume), volume.data());
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, volume.data()::close);
    }
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
