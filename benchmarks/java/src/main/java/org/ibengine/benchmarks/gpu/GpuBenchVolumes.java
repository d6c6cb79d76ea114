package org.ibengine.benchmarks.gpu;

import java.nio.ByteBuffer;
import org.ibengine.backend.Backend;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * What kernels are measured on: a function of size and seed, in the memory of any backend. The
 * caller closes the volume's memory.
 */
record GpuBenchVolumes(Size3 size, long seed) {
  private static final long VOXELS_PER_LESION = 873_813; // 300 in 512 x 512 x 1000
  private static final int LARGEST_RADIUS = 8;
  private static final int NOISE_OF_256 = 26; // 10 %
  private static final long MOST_NOISE = 1L << 25; // voxels: two million instances to hold in Java

  /** How the foreground of a mask lies. */
  enum Foreground {
    SPARSE("lesions of 1 to 8 voxels radius"),
    BLOB("one ellipsoid"),
    NOISE("noise of 10 %");

    private final String text;

    Foreground(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** As many bits as one could wish for of voxel or lesion {@code number}. */
  private long bits(long number) {
    long z = seed + number * 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** A third of it air, which is 0; the rest between 0 and 1020 (int16) or 32767.5 (float32). */
  Volume intensities(Backend backend, VoxelType type) {
    HostBuffer data = backend.allocate(size.voxels() * type.sizeBytes());
    int row = size.x() * type.sizeBytes();
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        long first = ((long) z * size.y() + y) * size.x();
        ByteBuffer out = data.bareView(first * type.sizeBytes(), row);
        for (int x = 0; x < size.x(); x++) {
          put(out, type, x < size.x() / 3 ? 0 : bits(first + x));
        }
      }
    }
    return new Volume(size, type, data);
  }

  private static void put(ByteBuffer out, VoxelType type, long bits) {
    int low = (int) bits;
    int high = (int) (bits >>> 32);
    if (type == VoxelType.INT16) {
      out.putShort((short) ((low & 255) + (low >>> 24) + (high & 255) + (high >>> 24)));
    } else {
      out.putFloat(((low & 0xffff) + (low >>> 16) + (high & 0xffff) + (high >>> 16)) * 0.125f);
    }
  }

  /** A mask of 0 and 1, of type UINT8; of noise, only as many planes as Java has room for. */
  Volume mask(Backend backend, Foreground foreground) {
    long plane = (long) size.x() * size.y();
    if (foreground == Foreground.NOISE && size.voxels() > Math.max(plane, MOST_NOISE)) {
      int planes = (int) Math.max(1, MOST_NOISE / plane);
      Size3 slab = new Size3(size.x(), size.y(), planes);
      return new GpuBenchVolumes(slab, seed).mask(backend, foreground);
    }
    return wholeMask(backend, foreground);
  }

  private Volume wholeMask(Backend backend, Foreground foreground) {
    HostBuffer data = backend.allocate(size.voxels());
    for (int z = 0; z < size.z(); z++) {
      long first = (long) z * size.x() * size.y();
      ByteBuffer plane = data.bareView(first, size.x() * size.y());
      for (int i = 0; i < plane.capacity(); i++) {
        boolean noise = foreground == Foreground.NOISE && (bits(first + i) & 255) < NOISE_OF_256;
        plane.put(i, (byte) (noise ? 1 : 0));
      }
    }
    Volume mask = new Volume(size, VoxelType.UINT8, data);
    if (foreground == Foreground.BLOB) {
      double[] middle = {size.x() / 2.0, size.y() / 2.0, size.z() / 2.0};
      draw(mask, middle, new double[] {0.4 * size.x(), 0.4 * size.y(), 0.4 * size.z()});
    } else if (foreground == Foreground.SPARSE) {
      drawLesions(mask);
    }
    return mask;
  }

  private void drawLesions(Volume mask) {
    long lesions = Math.max(2, size.voxels() / VOXELS_PER_LESION);
    for (long lesion = 0; lesion < lesions; lesion++) {
      double[] middle = new double[3];
      for (int axis = 0; axis < 3; axis++) {
        middle[axis] = Math.floorMod(bits(-1 - 4 * lesion - axis), size.get(axis));
      }
      double radius = 1 + Math.floorMod(bits(-4 - 4 * lesion), LARGEST_RADIUS);
      draw(mask, middle, new double[] {radius, radius, radius});
    }
  }

  /** Every voxel of an ellipsoid, as far as it lies inside. */
  private static void draw(Volume mask, double[] middle, double[] radius) {
    Size3 size = mask.size();
    int[] begin = new int[3];
    int[] end = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      begin[axis] = (int) Math.max(0, Math.ceil(middle[axis] - radius[axis]));
      end[axis] = (int) Math.min(size.get(axis), Math.floor(middle[axis] + radius[axis]) + 1);
    }
    for (int z = begin[2]; z < end[2]; z++) {
      double dz = (z - middle[2]) / radius[2];
      for (int y = begin[1]; y < end[1]; y++) {
        double dy = (y - middle[1]) / radius[1];
        ByteBuffer row = mask.data().bareView(((long) z * size.y() + y) * size.x(), size.x());
        for (int x = begin[0]; x < end[0]; x++) {
          double dx = (x - middle[0]) / radius[0];
          if (dx * dx + dy * dy + dz * dz <= 1) {
            row.put(x, (byte) 1);
          }
        }
      }
    }
  }
}
