package org.ibengine.encode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.packed.Packing;
import org.ibengine.store.NamedVolume;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Volume;

/**
 * Packs volumes in their own memory: what is packed is smaller, and the voxels are not needed any
 * more. Thread-safe.
 */
public final class VolumePacker {
  private static final int CHUNK = 1 << 26;

  private final Backend backend;

  public VolumePacker(Backend backend) {
    this.backend = backend;
  }

  /** The most memory that packing takes besides the volumes, the largest of which is that long. */
  public static long bytes(long largestVolume) {
    // What is packed, and what a backend notes of each brick: 8 bytes for at least 128.
    return Packing.capacity(largestVolume) == 0
        ? 0
        : Packing.capacity(largestVolume) + largestVolume / 12;
  }

  /**
   * The same volumes, packed where they can be and that saves enough. What {@code volumes} held is
   * gone then.
   */
  public List<NamedVolume> pack(List<NamedVolume> volumes) {
    long largest = volumes.stream().mapToLong(item -> item.volume().sizeBytes()).max().orElse(0);
    if (Packing.capacity(largest) == 0) {
      return volumes;
    }
    List<NamedVolume> packed = new ArrayList<>();
    try (HostBuffer scratch = backend.allocate(Packing.capacity(largest))) {
      for (NamedVolume item : volumes) {
        packed.add(pack(item, (Volume) item.volume(), scratch));
      }
    }
    return packed;
  }

  private NamedVolume pack(NamedVolume item, Volume volume, HostBuffer scratch) {
    long capacity = Packing.capacity(volume.sizeBytes());
    long bytes = backend.pack(volume, scratch, capacity, Backend.ALL_THREADS);
    if (bytes == 0) {
      return item;
    }
    for (long at = 0; at < bytes; at += CHUNK) {
      int length = (int) Math.min(CHUNK, bytes - at);
      ByteBuffer from = scratch.bareView(at, length);
      volume.data().bareView(at, length).put(from);
    }
    return new NamedVolume(
        item.name(), new PackedVolume(volume.size(), volume.type(), volume.data(), bytes));
  }

  /** Names of those that are packed. */
  public static List<String> packed(List<NamedVolume> volumes) {
    return volumes.stream()
        .filter(item -> item.volume() instanceof PackedVolume)
        .map(NamedVolume::name)
        .toList();
  }
}
