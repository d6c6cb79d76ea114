package org.ibengine.io;

import org.ibengine.volume.Volume;

/**
 * An image in memory. Owns the memory of its volume: {@link #close} returns it and is idempotent.
 *
 * @param volume raw voxels, unscaled, in native byte order, x fastest
 */
public record Image(ImageHeader header, Volume volume) implements AutoCloseable {
  @Override
  public void close() {
    volume.data().close();
  }
}
