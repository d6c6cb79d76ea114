package org.ibengine.pipeline;

import java.util.List;
import java.util.function.ToLongFunction;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredSource;

/**
 * Sources that stay on a device.
 *
 * @param onDevice one flag per source
 * @param blockBytes of host memory for a volume on its way there
 */
record DeviceChoice(boolean[] onDevice, long deviceBytes, long blockBytes) {
  /** Bytes of a source, as they are or as they would be raw. */
  record Sizes(ToLongFunction<StoredSource> onHost, ToLongFunction<StoredSource> onDevice) {}

  /**
   * As many as fit, starting with those that have the most patches per byte.
   *
   * @param counted the bytes by which they are chosen
   * @param real the bytes that they take, no more than those
   */
  static DeviceChoice of(
      List<StoredSource> sources, long[] uses, long room, Sizes counted, Sizes real) {
    boolean[] onDevice = new boolean[uses.length];
    long left = room;
    long deviceBytes = 0;
    long blockBytes = 0;
    for (int i : Residency.mostUsefulFirst(sources, uses, counted.onHost())) {
      StoredSource source = sources.get(i);
      long size = counted.onDevice().applyAsLong(source);
      if (size <= left) {
        onDevice[i] = true;
        left -= size;
        deviceBytes += real.onDevice().applyAsLong(source);
        blockBytes = Math.max(blockBytes, largestVolume(source));
      }
    }
    return new DeviceChoice(onDevice, deviceBytes, blockBytes);
  }

  private static long largestVolume(StoredSource source) {
    return source.volumes().mapToLong(SourceVolume::loadedBytes).max().orElseThrow();
  }
}
