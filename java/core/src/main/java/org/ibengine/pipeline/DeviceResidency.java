package org.ibengine.pipeline;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.ibengine.backend.InstanceMap;
import org.ibengine.pipeline.DeviceChoice.Sizes;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Sums;
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
    private long of(StoredSource source) {
      return source.volumes().mapToLong(this::of).sum() + ofInstances(source);
    }

    private long of(SourceVolume volume) {
      return uploaded.applyAsLong(
          new Uploaded(volume.size(), volume.type(), volume.isPacked() ? volume.loadedBytes() : 0));
    }

    /** If nothing were packed. */
    private long ofRaw(StoredSource source) {
      return source
              .volumes()
              .map(volume -> new Uploaded(volume.size(), volume.type(), 0))
              .mapToLong(uploaded)
              .sum()
          + ofInstances(source);
    }

    private long ofInstances(StoredSource source) {
      return source.instances() == null
          ? 0
          : uploaded.applyAsLong(
              new Uploaded(InstanceMap.shape(InstanceMaps.mapBytes(source)), VoxelType.INT32, 0));
    }
  }

  /** What is to be decided. */
  private record Question(List<StoredSource> sources, long[] uses, Residency.Limits limits) {
    /** As many as are within a share of the limit, and fewer where all else needs the memory. */
    int loaders(DeviceChoice choice) {
      long block = UploadBlocks.EACH * choice.blockBytes();
      int most = limits.loaders();
      if (block > 0) {
        most = (int) Math.max(1, Math.min(most, limits.bytes() / UPLOAD_SHARE / block));
      }
      int loaders = most;
      while (loaders > 1 && leastBytes(choice, loaders) > limits.bytes()) {
        loaders--;
      }
      return loaders;
    }

    boolean fits(DeviceChoice choice) {
      return leastBytes(choice, loaders(choice)) <= limits.bytes();
    }

    private long leastBytes(DeviceChoice choice, int loaders) {
      Residency.Limits fewer =
          new Residency.Limits(
              limits.bytes(), limits.batch(), limits.patch(), loaders, limits.batchesAtOnce());
      return Sums.sum(
          passing(choice, loaders) + maps(choice),
          Residency.leastBytes(sources, others(choice), fewer));
    }

    long[] others(DeviceChoice choice) {
      return IntStream.range(0, uses.length)
          .mapToLong(i -> choice.onDevice()[i] ? 0 : uses[i])
          .toArray();
    }

    long passing(DeviceChoice choice, int loaders) {
      return loaders * UploadBlocks.EACH * choice.blockBytes()
          + Residency.readingBytes(sources, uses, loaders)
          - Residency.readingBytes(sources, others(choice), loaders);
    }

    /** Maps stay in host memory too, where they were made. */
    long maps(DeviceChoice choice) {
      return Residency.mapBytes(sources, uses) - Residency.mapBytes(sources, others(choice));
    }
  }

  /**
   * Packed, larger volumes fit on a device, and they pass through host memory; if there is not
   * enough of that, what stays on the device is what would if all were raw.
   *
   * @param uses patches of each source in an epoch; sources without any never stay
   * @param limits of the host
   * @param device its memory for sources
   * @throws IllegalArgumentException if what has to pass through host memory does not fit there
   */
  public static DeviceResidency decide(
      List<StoredSource> sources, long[] uses, Residency.Limits limits, Room device) {
    Question question = new Question(sources, uses, limits);
    Sizes real = new Sizes(StoredSource::loadedBytes, device::of);
    DeviceChoice choice = DeviceChoice.of(sources, uses, device.bytes(), real, real);
    if (!question.fits(choice)) {
      Sizes raw = new Sizes(StoredSource::sizeBytes, device::ofRaw);
      DeviceChoice asRaw = DeviceChoice.of(sources, uses, device.bytes(), raw, real);
      choice = question.fits(asRaw) ? asRaw : choice;
    }
    int loaders = question.loaders(choice);
    long passing = question.passing(choice, loaders);
    long maps = question.maps(choice);
    Residency onHost =
        Residency.decide(sources, question.others(choice), limits.less(passing + maps, loaders));
    return new DeviceResidency(
        choice.onDevice(),
        choice.deviceBytes(),
        joined(choice.onDevice(), onHost, passing, maps),
        choice.blockBytes(),
        loaders);
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
}
