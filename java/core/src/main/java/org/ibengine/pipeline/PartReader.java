package org.ibengine.pipeline;

import java.util.function.Function;
import org.ibengine.backend.Backend;
import org.ibengine.store.KeptBricks;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.VolumeData;

/**
 * Reads volumes, or some of their rows, into a backend's memory. Thread-safe.
 *
 * @param kept what stays in memory of volumes that do not stay whole
 */
record PartReader(Backend backend, Function<SourceVolume, KeptBricks> kept) {
  /** Of volumes of which nothing stays. */
  PartReader(Backend backend) {
    this(backend, volume -> KeptBricks.NONE);
  }

  /** A volume, or those rows of it; the caller frees it. Blocks on the disk. */
  VolumeData read(SourceVolume stored, SourcePart part) {
    if (part.rows() == null) {
      return stored.load(backend::allocate, backend.gzip());
    }
    return part.rows().packed()
        ? stored.loadRows(part.rows().box(), roomFor(stored, part.rows()), kept.apply(stored))
        : stored.readRows(part.rows().box(), backend::allocate);
  }

  /** Equal blocks, so that the backend's pool needs few, whatever the parts take. */
  private BufferAllocator roomFor(SourceVolume stored, StoredSource.Rows rows) {
    return bytes -> backend.allocate(Math.max(bytes, rows.mostBytes(stored)));
  }
}
