package org.ibengine.pipeline;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.ibengine.backend.InstanceMap;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredInstances;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredSource.Channel;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;

/**
 * Where sources stay with a device: as many as fit in its memory, starting with those that have the
 * most patches per byte; of the others, as many as fit in host memory; the rest on disk.
 *
 * @param onDevice one flag per source
 * @param deviceBytes of the sources that stay on the device
 * @param staying in either memory; its {@code residentBytes} and {@code transientBytes} are those
 *     of the host
 * @param blockBytes of host memory for a volume on its way to the device
 * @param loaders threads that read
 */
public record DeviceResidency(
    boolean[] onDevice, long deviceBytes, Residency staying, long blockBytes, int loaders) {
  /** What goes up passes through this share of the host memory, if it is not needed for one. */
  private static final int UPLOAD_SHARE = 4;

  /**
   * What goes up.
   *
   * @param packedBytes 0 where voxels are raw
   */
  public record Uploaded(Size3 size, VoxelType type, long packedBytes) {}

  /**
   * What a device has for sources.
   *
   * @param bytes of its memory
   * @param uploaded bytes that a volume takes there
   */
  public record Room(long bytes, ToLongFunction<Uploaded> uploaded) {
    private long of(SourceVolume volume) {
      return uploaded.applyAsLong(
          new Uploaded(volume.size(), volume.type(), volume.isPacked() ? volume.loadedBytes() : 0));
    }

    private long of(StoredSource source) {
      long channels = source.channels().stream().map(Channel::volume).mapToLong(this::of).sum();
      StoredInstances instances = source.instances();
      return channels
          + of(source.label())
          + (instances == null
              ? 0
              : uploaded.applyAsLong(
                  new Uploaded(
                      InstanceMap.shape(InstanceMaps.mapBytes(source)), VoxelType.INT32, 0)));
    }
  }

  /**
   * @param uses patches of each source in an epoch; sources without any never stay
   * @param limits of the host
   * @param device its memory for sources
   * @throws IllegalArgumentException if what has to pass through host memory does not fit there
   */
  public static DeviceResidency decide(
      List<StoredSource> sources, long[] uses, Residency.Limits limits, Room device) {
    boolean[] onDevice = new boolean[uses.length];
    long deviceBytes = 0;
    long blockBytes = 0;
    for (int i : Residency.mostUsefulFirst(sources, uses)) {
      long size = device.of(sources.get(i));
      if (deviceBytes + size <= device.bytes()) {
        onDevice[i] = true;
        deviceBytes += size;
        blockBytes = Math.max(blockBytes, largestVolume(sources.get(i)));
      }
    }
    long block = UploadBlocks.EACH * blockBytes;
    int loaders = limits.loaders();
    if (block > 0) {
      loaders = (int) Math.max(1, Math.min(loaders, limits.bytes() / UPLOAD_SHARE / block));
    }
    long[] others =
        IntStream.range(0, uses.length).mapToLong(i -> onDevice[i] ? 0 : uses[i]).toArray();
    long passing =
        loaders * block
            + Residency.readingBytes(sources, uses, loaders)
            - Residency.readingBytes(sources, others, loaders);
    // Maps stay in host memory too, where they were made.
    long maps = Residency.mapBytes(sources, uses) - Residency.mapBytes(sources, others);
    Residency onHost = Residency.decide(sources, others, limits.less(passing + maps, loaders));
    return new DeviceResidency(
        onDevice, deviceBytes, joined(onDevice, onHost, passing, maps), blockBytes, loaders);
  }

  private static Residency joined(boolean[] onDevice, Residency onHost, long passing, long maps) {
    boolean[] staying = onDevice.clone();
    for (int i = 0; i < staying.length; i++) {
      staying[i] |= onHost.resident()[i];
    }
    return new Residency(
        staying,
        onHost.residentBytes() + maps,
        onHost.transientBytes() + passing,
        onHost.keepsAll());
  }

  private static long largestVolume(StoredSource source) {
    return source.channels().stream()
        .map(Channel::volume)
        .mapToLong(SourceVolume::loadedBytes)
        .reduce(source.label().loadedBytes(), Math::max);
  }
}
