package org.ibengine.cuda;

import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.error.Failures;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;

/** Voxels the device can read, with the event that passes when they have arrived. */
final class CudaVolume implements DeviceVolume {
  /** What rows in device memory start at multiples of, so that kernels read as much at once. */
  private static final long ROW_ALIGNMENT = 16;

  private final VolumeData shape;
  private final CudaMemory memory; // null where shared
  private final DeviceEvent ready;
  private volatile boolean arrived;

  private CudaVolume(VolumeData shape, CudaMemory memory, DeviceEvent ready) {
    this.shape = shape;
    this.memory = memory;
    this.ready = ready;
  }

  /** In memory of its own, to which the copy is queued. */
  static CudaVolume upload(Context context, VolumeData volume, Stream stream) {
    CudaMemory memory = CudaMemory.allocate(context, residentBytes(volume));
    try {
      queueCopy(volume, memory.address(), stream);
      return resident(volume, memory, stream.record());
    } catch (RuntimeException e) {
      throw Failures.after(e, memory::close);
    }
  }

  /** Of voxels that {@link #queueCopy} has copied to {@code memory}. */
  static CudaVolume resident(VolumeData shape, CudaMemory memory, Event ready) {
    return new CudaVolume(shape, memory, ready);
  }

  /**
   * Read where it lies: with unified addressing page-locked memory has one address on both sides.
   */
  static CudaVolume shared(VolumeData volume) {
    return new CudaVolume(volume, null, DeviceEvent.PASSED);
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

  boolean isPacked() {
    return shape instanceof PackedVolume;
  }

  /** Bytes from the first voxel of a row to that of the next; 0 of a packed one. */
  long pitch() {
    if (isPacked()) {
      return 0;
    }
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

  /** Of that volume; a packed one is copied as it is. */
  static long residentBytes(VolumeData volume) {
    return volume instanceof PackedVolume
        ? volume.sizeBytes()
        : residentBytes(volume.size(), volume.type());
  }

  /** Queues the copy that makes {@code volume} resident at {@code target}. */
  static void queueCopy(VolumeData volume, long target, Stream stream) {
    Size3 size = volume.size();
    long source = CudaBuffer.of(volume.data()).address();
    long rowBytes = rowBytes(size, volume.type());
    long pitch = pitch(size, volume.type());
    if (volume instanceof PackedVolume || pitch == rowBytes) {
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
