package org.ibengine.backend;

import java.util.List;
import org.ibengine.tensor.Device;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;

/**
 * A backend whose volumes and batches can live in the memory of a device. An operation that takes a
 * {@link DeviceStream} is queued there in order and returns at once, unless its first line says
 * that it blocks; its result may be used once its {@link DeviceEvent} has passed. Thread-safe. A
 * failure of queued work is thrown by whatever waits for it, as a {@link
 * org.ibengine.error.BackendFailureException} that names the call, the code and the sizes.
 */
public interface DeviceBackend extends Backend {
  /** What kind of device it is; never {@link Device.Kind#CPU}. */
  Device.Kind kind();

  /** Which device of its kind of the machine this is, from 0. */
  int device();

  /** Bytes of device memory that are free now, taking other processes into account. */
  long freeDeviceBytes();

  /** A new queue, which does not wait for any other; the caller closes it. */
  DeviceStream newStream();

  /**
   * Device memory, aligned to 256 bytes, not zeroed; the caller closes it. May block until the
   * device is idle, so allocate once and keep it.
   *
   * @throws IllegalArgumentException if {@code sizeBytes} is less than 1
   * @throws org.ibengine.error.BackendFailureException if the device has no more memory
   */
  DeviceMemory allocateDevice(long sizeBytes);

  /**
   * What to allocate at least {@code sizeBytes} by, if other processes shall open the memory and
   * see nothing else of this one: drivers share whole blocks.
   */
  default long shareableBytes(long sizeBytes) {
    return sizeBytes;
  }

  /**
   * A copy of {@code volume} in device memory, in its own voxel type or packed as it is; the caller
   * closes it. If the voxels lie in memory from {@link #allocate}, the copy is queued, and they
   * must not change until {@link DeviceVolume#ready} has passed; otherwise blocks until copied.
   */
  DeviceVolume upload(VolumeData volume, DeviceStream stream);

  /**
   * Bytes of device memory that {@link #upload} takes for a volume: its voxels, and what lies
   * between its rows.
   */
  default long uploadBytes(Size3 size, VoxelType type) {
    return Math.multiplyExact(size.voxels(), type.sizeBytes());
  }

  /** As {@link #uploadBytes}, for a packed volume of that many bytes. */
  default long uploadPackedBytes(long bytes) {
    return bytes;
  }

  /**
   * {@code volume} in place, read by the device over the bus: for what does not fit into device
   * memory. The caller closes it, and closes the volume's memory only after it.
   *
   * @throws IllegalArgumentException unless the voxels lie in memory from {@link #allocate}
   */
  DeviceVolume share(VolumeData volume);

  /**
   * Bytes of device memory that a stream keeps for its launches, apart from tensors and sources: a
   * list of patches, and the counters for weights. One piece of work after the other uses them, so
   * they do not grow with the number of batches in flight.
   *
   * @param patches of a {@link #gatherPatches(List, DeviceStream)}
   * @param painted of a {@link #paintInstances(List, DeviceStream)}; 0 if there is none
   * @param mostInstances of the map with the most
   */
  long launchBytes(int patches, int painted, long mostInstances);

  /**
   * As {@link #launchBytes(int, int, long)}, where patches are augmented: with room for the voxels
   * around one warped patch, for splines and for what changes of intensity need.
   */
  long launchBytes(AugmentedLaunch launch);

  /**
   * Takes memory for the launches on a stream at once, which otherwise grows by need: a launch that
   * needs more waits until the device is idle.
   *
   * @param launchBytes what {@link #launchBytes(AugmentedLaunch)} says
   */
  void reserve(DeviceStream stream, long launchBytes);

  /**
   * Queues all patches, which may share sources, not target bytes, as one piece of work; it starts
   * after the uploads of its sources. Sources and targets must stay open until the event has
   * passed. A warped patch is made of the voxels around it, which lie in memory of the stream
   * meanwhile.
   *
   * @return passes when every patch is written; the caller closes it
   */
  DeviceEvent gatherPatches(List<DevicePatchGather> patches, DeviceStream stream);

  /**
   * Queues weights and instance ids of all patches, which may share maps, not target bytes, as one
   * piece of work; it starts after the uploads of their maps. Maps and targets must stay open until
   * the event has passed.
   *
   * @return passes when every patch is written; the caller closes it
   */
  DeviceEvent paintInstances(List<DeviceWeightPatch> patches, DeviceStream stream);

  /**
   * Queues changes of the intensities of all patches, in place; no two share bytes. Patches must
   * stay open until the event has passed.
   *
   * @return passes when every patch is changed; the caller closes it
   */
  DeviceEvent changeIntensities(List<DeviceIntensityPatch> patches, DeviceStream stream);

  /**
   * Queues a copy of {@code source} into the first bytes of {@code target}, which comes from {@link
   * #allocate}; both must stay open until the event has passed. Works after {@link #close} too, for
   * as long as the memory is open.
   *
   * @return passes when the bytes can be read; the caller closes it
   * @throws IllegalArgumentException if the target is too small
   */
  DeviceEvent download(DeviceMemory.Range source, HostBuffer target, DeviceStream stream);

  /** As {@link #download(DeviceMemory.Range, HostBuffer, DeviceStream)}, of all of it. */
  default DeviceEvent download(DeviceMemory source, HostBuffer target, DeviceStream stream) {
    return download(new DeviceMemory.Range(source, 0, source.sizeBytes()), target, stream);
  }

  /**
   * An event that passes when everything is done that other code has queued on a stream of this
   * device so far. Works after {@link #close} too, for as long as memory of the device is open.
   *
   * @param stream its native handle; 0 and 1 are the default stream, 2 is that of the calling
   *     thread
   * @return the caller closes it
   * @throws org.ibengine.error.BackendFailureException if the device fails; the call has then
   *     waited for the device as far as that was still possible
   */
  DeviceEvent recordOn(long stream);
}
