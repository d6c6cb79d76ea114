package org.ibengine.backend;

import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/** Voxels of one 3D image that a device can read, x fastest. Immutable once ready. Thread-safe. */
public interface DeviceVolume extends AutoCloseable {
  Size3 size();

  VoxelType type();

  /** Whether it lies in device memory; false if the device reads it over the bus. */
  boolean isResident();

  /** Passes when the voxels have arrived; closed by this volume. */
  DeviceEvent ready();

  /**
   * Blocks until the device has done all work queued so far, where it is resident; where it is not,
   * nothing may read it any more. Idempotent.
   */
  @Override
  void close();
}
