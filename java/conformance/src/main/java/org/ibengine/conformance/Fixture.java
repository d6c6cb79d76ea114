package org.ibengine.conformance;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.volume.Float16;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Owns a backend and the memory made through it. Not thread-safe. */
public final class Fixture implements AutoCloseable {
  /** What untouched memory holds. */
  public static final byte POISON = (byte) 0xA5;

  private final Backend backend;
  private final List<HostBuffer> buffers = new ArrayList<>();

  /** Takes ownership of {@code backend}. */
  public Fixture(Backend backend) {
    this.backend = backend;
  }

  public Backend backend() {
    return backend;
  }

  /** A buffer full of {@link #POISON}. */
  public HostBuffer poisoned(int sizeBytes) {
    HostBuffer buffer = backend.allocate(sizeBytes);
    buffers.add(buffer);
    byte[] poison = new byte[sizeBytes];
    Arrays.fill(poison, POISON);
    buffer.view(0, sizeBytes).put(poison);
    return buffer;
  }

  /** A volume of the given values, x fastest. */
  public Volume volume(Size3 size, VoxelType type, double... values) {
    if (values.length != size.voxels()) {
      throw new IllegalArgumentException(values.length + " values for " + size);
    }
    Volume volume = new Volume(size, type, poisoned((int) size.voxels() * type.sizeBytes()));
    ByteBuffer bytes = volume.data().view(0, (int) volume.sizeBytes());
    for (double value : values) {
      put(bytes, type, value);
    }
    return volume;
  }

  /** Values for every voxel, drawn by the caller. */
  @FunctionalInterface
  public interface VoxelFunction {
    double at(int x, int y, int z);
  }

  /** A volume of the values of {@code function}. */
  public Volume volume(Size3 size, VoxelType type, VoxelFunction function) {
    double[] values = new double[(int) size.voxels()];
    int next = 0;
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        for (int x = 0; x < size.x(); x++) {
          values[next++] = function.at(x, y, z);
        }
      }
    }
    return volume(size, type, values);
  }

  /** A mask whose foreground is the given voxels. */
  public Volume mask(Size3 size, Index3... foreground) {
    List<Index3> voxels = List.of(foreground);
    return volume(size, VoxelType.UINT8, (x, y, z) -> voxels.contains(new Index3(x, y, z)) ? 1 : 0);
  }

  /** The same voxels in memory of this fixture's backend. */
  public Volume copyOf(Volume other) {
    int bytes = (int) other.sizeBytes();
    HostBuffer buffer = poisoned(bytes);
    buffer.view(0, bytes).put(other.data().view(0, bytes));
    return new Volume(other.size(), other.type(), buffer);
  }

  /** All bytes of a buffer. */
  public static byte[] bytesOf(HostBuffer buffer) {
    byte[] bytes = new byte[(int) buffer.sizeBytes()];
    buffer.view(0, bytes.length).get(bytes);
    return bytes;
  }

  /** A value that {@code type} holds exactly, over its whole range of integers. */
  public static double anyValue(VoxelType type, Random random) {
    return switch (type) {
      case UINT8 -> random.nextInt(256);
      case INT8 -> random.nextInt(256) - 128;
      case INT16 -> random.nextInt(65536) - 32768;
      case UINT16 -> random.nextInt(65536);
      case INT32 -> random.nextInt();
      case UINT32 -> random.nextInt() & 0xFFFF_FFFFL;
      case FLOAT32 -> (float) random.nextGaussian() * 1000;
      case FLOAT64 -> random.nextGaussian() * 1000;
      case FLOAT16 -> Float16.valueOf(Float16.bitsOf(random.nextGaussian() * 1000));
    };
  }

  private static void put(ByteBuffer out, VoxelType type, double value) {
    switch (type) {
      case UINT8, INT8 -> out.put((byte) (int) value);
      case INT16, UINT16 -> out.putShort((short) (int) value);
      case INT32, UINT32 -> out.putInt((int) (long) value);
      case FLOAT32 -> out.putFloat((float) value);
      case FLOAT64 -> out.putDouble(value);
      case FLOAT16 -> out.putShort(Float16.bitsOf(value));
    }
  }

  @Override
  public void close() {
    buffers.forEach(HostBuffer::close);
    backend.close();
  }
}
