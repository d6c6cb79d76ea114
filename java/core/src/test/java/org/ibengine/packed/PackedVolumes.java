package org.ibengine.packed;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Volumes for tests of packing, in memory of the reference backend. */
final class PackedVolumes {
  static final ReferenceBackend BACKEND = new ReferenceBackend();

  private PackedVolumes() {}

  /** Values of a voxel at (x, y, z). */
  interface Values {
    int at(int x, int y, int z);
  }

  static Volume int16(Size3 size, Values values) {
    HostBuffer data = BACKEND.allocate(size.voxels() * 2);
    ByteBuffer bytes = data.view(0, (int) size.voxels() * 2);
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        for (int x = 0; x < size.x(); x++) {
          bytes.putShort((short) values.at(x, y, z));
        }
      }
    }
    return new Volume(size, VoxelType.INT16, data);
  }

  /** Flat, sloped and noisy bricks of all widths. */
  static Volume random(Size3 size, long seed) {
    Random random = new Random(seed);
    int[] widths = new Random(seed).ints(64, 0, 15).toArray();
    IntUnaryOperator noise = width -> random.nextInt(1 << width);
    return int16(
        size, (x, y, z) -> 37 * y - 500 + noise.applyAsInt(widths[x / 8 + 5 * (y / 4) + z & 63]));
  }

  static PackedVolume pack(Volume volume) {
    HostBuffer target = BACKEND.allocate(volume.sizeBytes() * 2 + 4096);
    long bytes = Packing.pack(volume, target, target.sizeBytes());
    return new PackedVolume(volume.size(), volume.type(), target, bytes);
  }

  static byte[] bytes(PackedVolume volume) {
    byte[] bytes = new byte[(int) volume.sizeBytes()];
    volume.data().view(0, bytes.length).get(bytes);
    return bytes;
  }

  static PackedVolume of(byte[] bytes, Size3 size, VoxelType type) {
    HostBuffer data = BACKEND.allocate(bytes.length);
    data.view(0, bytes.length).put(bytes);
    return new PackedVolume(size, type, data, bytes.length);
  }

  static int voxel(Volume volume, Index3 at) {
    long index = ((long) at.z() * volume.size().y() + at.y()) * volume.size().x() + at.x();
    return volume.data().view(index * 2, 2).getShort(0);
  }
}
