package org.ibengine.backend;

import java.nio.ByteBuffer;
import org.ibengine.label.Runs;
import org.ibengine.volume.Float16;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * The voxels of a volume, or of runs of it, one after the other in blocks of {@link #BLOCK}, as
 * float64, which holds every voxel type exactly; −0 becomes +0. Volumes of any size.
 */
final class VoxelBlocks {
  /** Voxels of a block; the last one may be shorter. Sums are made block by block. */
  static final int BLOCK = 4096;

  private static final int WINDOW = 1 << 17; // voxels

  private final Volume volume;
  private final Runs runs; // null for the whole volume
  private ByteBuffer window;
  private long windowBegin = -1;

  private VoxelBlocks(Volume volume, Runs runs) {
    this.volume = volume;
    this.runs = runs;
  }

  /** All voxels of a volume, in the order of its memory. */
  static VoxelBlocks all(Volume volume) {
    return new VoxelBlocks(volume, null);
  }

  static VoxelBlocks in(Volume volume, Runs runs) {
    return new VoxelBlocks(volume, runs);
  }

  VoxelType type() {
    return volume.type();
  }

  /** Takes a block: the first {@code n} of the values, in an array that the next block reuses. */
  interface Sink {
    void take(double[] values, int n);
  }

  /** Gives every block once, in order. */
  void forEach(Sink sink) {
    double[] block = new double[BLOCK];
    int filled = 0;
    int pieces = runs == null ? 1 : runs.count();
    for (int piece = 0; piece < pieces; piece++) {
      long at = begin(piece);
      long end = at + length(piece);
      while (at < end) {
        int count = (int) Math.min(end - at, BLOCK - filled);
        count = read(at, count, block, filled);
        at += count;
        filled += count;
        if (filled == BLOCK) {
          sink.take(block, filled);
          filled = 0;
        }
      }
    }
    if (filled > 0) {
      sink.take(block, filled);
    }
  }

  private long begin(int piece) {
    if (runs == null) {
      return 0;
    }
    long row = (long) runs.z(piece) * volume.size().y() + runs.y(piece);
    return row * volume.size().x() + runs.xBegin(piece);
  }

  private long length(int piece) {
    return runs == null ? volume.size().voxels() : runs.xEnd(piece) - runs.xBegin(piece);
  }

  /** Reads up to {@code count} voxels from {@code at}; how many. */
  private int read(long at, int count, double[] into, int offset) {
    int size = volume.type().sizeBytes();
    if (windowBegin < 0 || at < windowBegin || at >= windowBegin + window.limit() / size) {
      windowBegin = at;
      long rest = volume.size().voxels() - at;
      window = volume.data().bareView(at * size, (int) Math.min(rest, WINDOW) * size);
    }
    int first = (int) (at - windowBegin);
    int n = Math.min(count, window.limit() / size - first);
    ByteBuffer bytes = window;
    switch (volume.type()) {
      case UINT8 -> {
        for (int i = 0; i < n; i++) {
          into[offset + i] = bytes.get(first + i) & 0xFF;
        }
      }
      case INT8 -> {
        for (int i = 0; i < n; i++) {
          into[offset + i] = bytes.get(first + i);
        }
      }
      case INT16 -> {
        for (int i = 0; i < n; i++) {
          into[offset + i] = bytes.getShort((first + i) * 2);
        }
      }
      case UINT16 -> {
        for (int i = 0; i < n; i++) {
          into[offset + i] = bytes.getShort((first + i) * 2) & 0xFFFF;
        }
      }
      case INT32 -> {
        for (int i = 0; i < n; i++) {
          into[offset + i] = bytes.getInt((first + i) * 4);
        }
      }
      case UINT32 -> {
        for (int i = 0; i < n; i++) {
          into[offset + i] = bytes.getInt((first + i) * 4) & 0xFFFF_FFFFL;
        }
      }
      case FLOAT32 -> {
        for (int i = 0; i < n; i++) {
          into[offset + i] = bytes.getFloat((first + i) * 4) + 0.0;
        }
      }
      case FLOAT64 -> {
        for (int i = 0; i < n; i++) {
          into[offset + i] = bytes.getDouble((first + i) * 8) + 0.0;
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          into[offset + i] = Float16.valueOf(bytes.getShort((first + i) * 2)) + 0.0;
        }
      }
    }
    return n;
  }
}
