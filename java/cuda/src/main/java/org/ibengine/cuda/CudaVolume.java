package org.ibengine.cuda;

import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.error.Failures;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;

/** Voxels the device can read, with the event that passes when they have arrived. */
final class CudaVolume implements DeviceVolume {
  /** What rows in device memory start at multiples of, so that kernels read as much at once. */
  private static final long ROW_ALIGNMENT = 16;

  private final Volume shape;
  private final CudaMemory memory; // null where shared
  private final DeviceEvent ready;
  private volatile boolean arrived;

  private CudaVolume(Volume shape, CudaMemory memory, DeviceEvent ready) {
    this.shape = shape;
    this.memory = memory;
    this.ready = ready;
  }

  /** Of voxels that {@link #queueCopy} has copied to {@code memory}. */
  static CudaVolume resident(Volume shape, CudaMemory memory, Event ready) {
    return new CudaVolume(shape, memory, ready);
  }

  /**
   * Read where it lies: with unified addressing page-locked memory has one address on both sides.
   */
  static CudaVolume shared(Volume volume) {
    return new CudaVolume(volume, null, DeviceEvent.PASSED);
  }

  /**
   * @throws IllegalArgumentException if the volume is packed
   */
  static Volume raw(VolumeData data) {
    if (data instanceof Volume volume) {
      return volume;
    }
    throw new IllegalArgumentException("the cuda backend takes raw voxels, was a packed volume");
  }

  /**
   * @throws IllegalArgumentException if the volume is of another backend
   */
  static CudaVolume of(DeviceVolume volume) {
    if (volume instanceof CudaVolume own) {
      return own;
    }
    throw new IllegalArgumentException(
        "a device volume must come from the cuda backend, was a " + volume.getClass().getName());
  }

  long address() {
    return memory != null ? memory.address() : shape.data().address();
  }

  /** Bytes from the first voxel of a row to that of the next. */
  long pitch() {
    return memory != null ? pitch(size(), type()) : rowBytes(size(), type());
  }

  private static long rowBytes(Size3 size, VoxelType type) {
    return (long) size.x() * type.sizeBytes();
  }

  private static long pitch(Size3 size, VoxelType type) {
    return (rowBytes(size, type) + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
  }

  /** Bytes of a resident one, those between its rows included. */
  static long residentBytes(Size3 size, VoxelType type) {
    return Math.multiplyExact(pitch(size, type), Math.multiplyExact((long) size.y(), size.z()));
  }

  /** Queues the copy that makes {@code volume} resident at {@code target}. */
  static void queueCopy(Volume volume, long target, Stream stream) {
    Size3 size = volume.size();
    long source = CudaBuffer.of(volume.data()).address();
    long rowBytes = rowBytes(size, volume.type());
    long pitch = pitch(size, volume.type());
    if (pitch == rowBytes) {
      stream.copyToDevice(target, source, volume.sizeBytes());
      return;
    }
    stream.fill(
        target, 0, residentBytes(size, volume.type())); // no kernel reads what was never written
    stream.copyRowsToDevice(
        new Stream.Rows(target, pitch), source, rowBytes, (long) size.y() * size.z());
  }

  /** Makes what is queued on {@code stream} from now on wait for the voxels. */
  void orderBefore(Stream stream) {
    if (!arrived) {
      if (ready.hasPassed()) {
        arrived = true;
      } else {
        stream.waitFor(ready);
      }
    }
  }

  @Override
  public Size3 size() {
    return shape.size();
  }

  @Override
  public VoxelType type() {
    return shape.type();
  }

  @Override
  public boolean isResident() {
    return memory != null;
  }

  @Override
  public DeviceEvent ready() {
    return ready;
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    if (memory != null) {
      failures.collect(memory::close);
    }
    failures.collect(ready::close);
    failures.rethrow();
  }
}
