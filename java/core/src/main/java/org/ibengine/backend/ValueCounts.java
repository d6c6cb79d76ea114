package org.ibengine.backend;

import org.ibengine.backend.Distribution.Part;
import org.ibengine.volume.VoxelType;

/**
 * How often each value occurs among integers of 8 or 16 bits, and their distribution told from
 * that: sums are of integers, exact.
 */
public final class ValueCounts {
  private final int smallest;
  private final long[] counts;

  /**
   * @param counts of each value of the type, the smallest first; see {@link #valuesOf}
   */
  public ValueCounts(VoxelType type, long[] counts) {
    this.smallest = smallestOf(type);
    this.counts = counts;
    if (counts.length != valuesOf(type)) {
      throw new IllegalArgumentException(
          "counts of " + type + " must be " + valuesOf(type) + ", were " + counts.length);
    }
  }

  /** Whether every value of the type has a counter: integers of 8 and 16 bits. */
  public static boolean fits(VoxelType type) {
    return type.sizeBytes() <= 2 && !type.isFloating();
  }

  /** How many values the type has. */
  public static int valuesOf(VoxelType type) {
    return 1 << (8 * type.sizeBytes());
  }

  static int smallestOf(VoxelType type) {
    return switch (type) {
      case UINT8, UINT16 -> 0;
      case INT8 -> Byte.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      default ->
          throw new IllegalArgumentException(
              "an integer type of 8 or 16 bits is needed, was " + type);
    };
  }

  static ValueCounts of(VoxelBlocks voxels) {
    int smallest = smallestOf(voxels.type());
    long[] counts = new long[valuesOf(voxels.type())];
    voxels.forEach(
        (values, n) -> {
          for (int i = 0; i < n; i++) {
            counts[(int) values[i] - smallest]++;
          }
        });
    return new ValueCounts(voxels.type(), counts);
  }

  /** What {@link Backend#distribution} says of these voxels. */
  public Distribution distribution(Distribution.Limit limit, double... percentages) {
    double first = limit.above() ? Math.floor(limit.value()) + 1 : Math.ceil(limit.value());
    int split = (int) Math.min(Math.max(first - smallest, 0), counts.length);
    return new Distribution(
        0,
        part(0, counts.length, percentages),
        limit.above() ? part(split, counts.length, percentages) : part(0, split, percentages));
  }

  /** Of the values at positions [begin, end). */
  private Part part(int begin, int end, double[] percentages) {
    long n = 0;
    long sum = 0;
    int first = -1;
    int last = -1;
    for (int i = begin; i < end; i++) {
      if (counts[i] > 0) {
        n += counts[i];
        sum += counts[i] * (smallest + i);
        first = first < 0 ? i : first;
        last = i;
      }
    }
    if (n == 0) {
      return Part.UNKNOWN;
    }
    double mean = (double) sum / n;
    double squares = 0;
    for (int i = first; i <= last; i++) {
      double off = smallest + i - mean;
      squares += counts[i] * (off * off);
    }
    double[] values = new double[percentages.length];
    for (int p = 0; p < values.length; p++) {
      LinearRank rank = LinearRank.of(percentages[p], n);
      values[p] = rank.between(valueAt(first, rank.lower()), valueAt(first, rank.upper()));
    }
    return new Part(n, smallest + first, smallest + last, mean, Math.sqrt(squares / n), values);
  }

  private double valueAt(int from, long rank) {
    long upTo = 0;
    int i = from;
    while (upTo + counts[i] <= rank) {
      upTo += counts[i++];
    }
    return smallest + i;
  }
}
