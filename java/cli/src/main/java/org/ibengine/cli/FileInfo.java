package org.ibengine.cli;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Percentiles;
import org.ibengine.io.NiftiHeader;
import org.ibengine.io.NiftiImage;
import org.ibengine.io.NiftiReader;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * What one file holds.
 *
 * @param nonFinite voxels that are NaN or infinite
 * @param range null if there are such voxels
 * @param labels the values that occur, ascending, if this looks like a label map; else empty
 */
record FileInfo(
    Path path, NiftiHeader header, long nonFinite, ValueRange range, List<Integer> labels) {
  private static final int MOST_LABELS = 32;
  private static final int LARGEST_LABEL = 255;
  private static final int CHUNK = 1 << 20;

  /** In values, that is scaled by slope and intercept. */
  record ValueRange(double min, double p1, double median, double p99, double max) {}

  /** Reads the whole file: what it holds is known only then, and damage shows. */
  static FileInfo read(Path path, Backend backend) {
    try (NiftiImage image = NiftiReader.read(path, backend::allocate, backend.gzip())) {
      NiftiHeader header = image.header();
      Percentiles raw = backend.percentiles(image.volume(), 0, 1, 50, 99, 100);
      ValueRange range = raw.nonFinite() > 0 ? null : scaled(raw.values(), header);
      return new FileInfo(path, header, raw.nonFinite(), range, labels(image, raw));
    }
  }

  private static ValueRange scaled(double[] raw, NiftiHeader header) {
    double[] values = new double[raw.length];
    for (int i = 0; i < raw.length; i++) {
      int from = header.slope() < 0 ? raw.length - 1 - i : i; // a negative slope turns the order
      values[i] = raw[from] * header.slope() + header.intercept();
    }
    return new ValueRange(values[0], values[1], values[2], values[3], values[4]);
  }

  private static List<Integer> labels(NiftiImage image, Percentiles raw) {
    Volume volume = image.volume();
    boolean candidate =
        !volume.type().isFloating()
            && !image.header().isScaled()
            && raw.values()[0] >= 0
            && raw.values()[4] <= LARGEST_LABEL;
    if (!candidate) {
      return List.of();
    }
    BitSet present = present(volume);
    return present.cardinality() > MOST_LABELS ? List.of() : present.stream().boxed().toList();
  }

  /** All voxels are within [0, 255]. */
  private static BitSet present(Volume volume) {
    boolean[] seen = new boolean[LARGEST_LABEL + 1];
    for (long begin = 0; begin < volume.sizeBytes(); begin += CHUNK) {
      int length = (int) Math.min(CHUNK, volume.sizeBytes() - begin);
      mark(volume.data().bareView(begin, length), volume.type(), seen);
    }
    BitSet present = new BitSet();
    for (int value = 0; value < seen.length; value++) {
      present.set(value, seen[value]);
    }
    return present;
  }

  // Little-endian and at most 255: the first byte of a voxel is its value.
  private static void mark(ByteBuffer bytes, VoxelType type, boolean[] seen) {
    int step = type.sizeBytes();
    for (int at = bytes.position(); at < bytes.limit(); at += step) {
      seen[bytes.get(at) & 255] = true;
    }
  }
}
