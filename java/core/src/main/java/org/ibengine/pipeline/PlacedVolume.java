package org.ibengine.pipeline;

import org.ibengine.backend.DeviceVolume;
import org.ibengine.error.Failures;
import org.ibengine.volume.HostBuffer;

/**
 * A volume that a device can read.
 *
 * @param shared the host memory it is read from over the bus; null where it lies on the device
 */
public record PlacedVolume(DeviceVolume volume, HostBuffer shared) {
  /** Nothing may read it any more where it is shared; else blocks until nothing does. */
  void free() {
    Failures failures = new Failures();
    failures.collect(volume::close);
    if (shared != null) {
      failures.collect(shared::close);
    }
    failures.rethrow();
  }
}
