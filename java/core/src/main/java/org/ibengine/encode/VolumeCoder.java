package org.ibengine.encode;

import java.nio.ByteBuffer;
import org.ibengine.io.FiniteVoxels;
import org.ibengine.io.ScaledVoxels;
import org.ibengine.text.Text;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Stores floats as whole numbers of 16 bits, in their own memory. */
public final class VolumeCoder {
  private static final int BLOCK = 4096;

  private final Volume source;
  private final double slope;
  private final double intercept;
  private final long voxels;
  private final float[] floats = new float[BLOCK];
  private final double[] values = new double[BLOCK];

  private VolumeCoder(Volume source, double slope, double intercept) {
    this.source = source;
    this.slope = slope;
    this.intercept = intercept;
    this.voxels = source.size().voxels();
  }

  /**
   * What is stored; value = slope · voxel + intercept.
   *
   * @param volume UINT16, in the memory of the floats
   * @param slope positive
   * @param largestError over all voxels, in float64
   */
  public record Coded(Volume volume, double slope, double intercept, double largestError) {}

  /**
   * Codes the values {@code slope · voxel + intercept}. Those that are all the smallest one plus 0
   * to 65,535 lose nothing; otherwise codes lie evenly between the smallest and the largest value,
   * and 0 is one of them if it lies between.
   *
   * @param source of a floating type; its voxels are gone then
   * @param found of the same voxels, all finite
   * @throws IllegalArgumentException if the extremes do not fit float32, or are too close
   */
  public static Coded code(Volume source, double slope, double intercept, FiniteVoxels found) {
    VolumeCoder coder = new VolumeCoder(source, slope, intercept);
    double min = coder.value(slope > 0 ? found.min() : found.max());
    double max = coder.value(slope > 0 ? found.max() : found.min());
    CodeScale steps = CodeScale.steps(min);
    boolean exact = steps.holds(max) && coder.allIn(steps);
    CodeScale scale = exact ? steps : CodeScale.between(min, max);
    double error = coder.write(scale);
    double raw = Math.max(Math.abs(found.min()), Math.abs(found.max()));
    double largest = raw * Math.abs(slope) + Math.abs(intercept);
    requireSmall(error, exact ? 0 : scale.mostError(largest));
    return new Coded(
        new Volume(source.size(), VoxelType.UINT16, source.data()),
        scale.slope(),
        scale.intercept(),
        error);
  }

  private double value(double raw) {
    return raw * slope + intercept;
  }

  /** Cannot fail, unless the machine computes wrongly or the voxels change meanwhile. */
  private static void requireSmall(double error, double most) {
    if (!(error <= most)) {
      throw new IllegalStateException(
          Text.format("a voxel stored as uint16 may be off by %s, is off by %s", most, error));
    }
  }

  private boolean allIn(CodeScale steps) {
    for (long begin = 0; begin < voxels; begin += BLOCK) {
      int count = read(begin);
      for (int i = 0; i < count; i++) {
        if (!steps.holds(values[i])) {
          return false;
        }
      }
    }
    return true;
  }

  /** Codes never reach voxels that have not been read: they are shorter. */
  private double write(CodeScale scale) {
    double step = scale.slope();
    double first = scale.intercept();
    double largest = 0;
    for (long begin = 0; begin < voxels; begin += BLOCK) {
      int count = read(begin);
      ByteBuffer codes = source.data().bareView(begin * Short.BYTES, count * Short.BYTES);
      for (int i = 0; i < count; i++) {
        int code = scale.code(values[i]);
        codes.putShort(i * Short.BYTES, (short) code);
        double error = Math.abs(step * code + first - values[i]);
        largest = error > largest ? error : largest; // both are numbers
      }
    }
    return largest;
  }

  private int read(long begin) {
    int count = (int) Math.min(BLOCK, voxels - begin);
    if (source.type()
        == VoxelType.FLOAT32) { // in one copy, without a look at the type of each voxel
      source
          .data()
          .bareView(begin * Float.BYTES, count * Float.BYTES)
          .asFloatBuffer()
          .get(floats, 0, count);
      for (int i = 0; i < count; i++) {
        values[i] = value(floats[i]);
      }
    } else {
      ScaledVoxels.read(source, begin, count, values);
      for (int i = 0; i < count; i++) {
        values[i] = value(values[i]);
      }
    }
    return count;
  }
}
