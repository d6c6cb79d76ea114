package org.ibengine;

import org.ibengine.backend.DeviceBackend;
import org.ibengine.text.Text;

/** What only batches in host memory can have. */
final class HostOnly {
  private HostOnly() {}

  /**
   * @throws IllegalArgumentException if the options ask for any of it
   */
  static void requireNone(EngineOptions options, DeviceBackend backend) {
    if (options.batchMemory().isPresent()) {
      throw new IllegalArgumentException(
          Text.format(
              "batches of backend %s lie in its device's memory, but another batchMemory was asked for; choose backend cpu",
              backend.name()));
    }
    if (options.patchTransform().isPresent()) {
      throw new IllegalArgumentException(
          Text.format(
              "a patch transform changes batches in host memory, those of backend %s lie in its device's; choose backend cpu, or change batches by a kernel of your own after Batch.ready",
              backend.name()));
    }
  }
}
