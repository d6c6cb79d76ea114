package org.ibengine.encode;

import java.nio.ByteBuffer;
import org.ibengine.index.StoreRule;
import org.ibengine.io.FiniteVoxels;
import org.ibengine.io.ScaledVoxels;
import org.ibengine.text.Text;
import org.ibengine.volume.Float16;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/** Stores floats as whole numbers or floats of 16 bits, in their own memory. */
public final class VolumeCoder {
  private static final int BLOCK = 4096;
  private static final double LARGEST_HALF = 65_504;

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
   * @param volume UINT16 or FLOAT16, in the memory of the floats
   * @param slope positive
   * @param largestError over all voxels, in float64
   */
  public record Coded(Volume volume, double slope, double intercept, double largestError) {}

  /**
   * Codes the values {@code slope · voxel + intercept}. Those that are all the smallest one plus 0
   * to 65,535 become that number under either rule and lose nothing. Otherwise codes of UINT16 lie
   * evenly between the smallest and the largest value, and 0 is one of them if it lies between;
   * those of FLOAT16 are the nearest values, ties to even.
   *
   * @param rule not AUTO
   * @param source of a floating type; its voxels are gone then
   * @param found of the same voxels, all finite
   * @throws IllegalArgumentException if the extremes do not fit float32, or are too close
   */
  public static Coded code(
      Volume source, double slope, double intercept, FiniteVoxels found, StoreRule rule) {
    VolumeCoder coder = new VolumeCoder(source, slope, intercept);
    double min = coder.value(slope > 0 ? found.min() : found.max());
    double max = coder.value(slope > 0 ? found.max() : found.min());
    CodeScale steps = CodeScale.steps(min);
    if (steps.holds(max) && coder.allIn(steps)) {
      return coder.coded(steps, 0);
    }
    if (rule == StoreRule.FLOAT16) {
      return coder.halves(min, max);
    }
    CodeScale scale = CodeScale.between(min, max);
    double raw = Math.max(Math.abs(found.min()), Math.abs(found.max()));
    return coder.coded(scale, scale.mostError(raw * Math.abs(slope) + Math.abs(intercept)));
  }

  private Coded coded(CodeScale scale, double mostError) {
    double error = write(scale);
    requireSmall(error, mostError);
    return new Coded(as(VoxelType.UINT16), scale.slope(), scale.intercept(), error);
  }

  private Coded halves(double min, double max) {
    if (!(max <= LARGEST_HALF && min >= -LARGEST_HALF)) {
      throw new IllegalArgumentException(
          Text.format(
              "values must lie within ±%.0f to be stored as float16, are %s to %s; use --store uint16",
              LARGEST_HALF, min, max));
    }
    double error = writeHalves();
    double largest = Math.max(Math.abs(min), Math.abs(max));
    requireSmall(error, Math.max(largest * 0x1p-11, 0x1p-25));
    return new Coded(as(VoxelType.FLOAT16), 1, 0, error);
  }

  private Volume as(VoxelType type) {
    return new Volume(source.size(), type, source.data());
  }

  private double value(double raw) {
    return raw * slope + intercept;
  }

  /** Cannot fail, unless the machine computes wrongly or the voxels change meanwhile. */
  private static void requireSmall(double error, double most) {
    if (!(error <= most)) {
      throw new IllegalStateException(
          Text.format("a voxel stored in 16 bits may be off by %s, is off by %s", most, error));
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

  private double writeHalves() {
    double largest = 0;
    for (long begin = 0; begin < voxels; begin += BLOCK) {
      int count = read(begin);
      ByteBuffer halves = source.data().bareView(begin * Short.BYTES, count * Short.BYTES);
      for (int i = 0; i < count; i++) {
        short half = Float16.bitsOf(values[i]);
        halves.putShort(i * Short.BYTES, half);
        double error = Math.abs(Float16.valueOf(half) - values[i]);
        largest = error > largest ? error : largest;
      }
    }
    return largest;
  }

  private int read(long begin) {
    int count = (int) Math.min(BLOCK, voxels - begin);
    if (source.type() == VoxelType.FLOAT32) {
      readFloats(begin, count);
    } else {
      ScaledVoxels.read(source, begin, count, values);
    }
    for (int i = 0; i < count; i++) {
      values[i] = value(values[i]);
    }
    return count;
  }

  /** In one copy, without a look at the type of each voxel. */
  private void readFloats(long begin, int count) {
    ByteBuffer bytes = source.data().bareView(begin * Float.BYTES, count * Float.BYTES);
    bytes.asFloatBuffer().get(floats, 0, count);
    for (int i = 0; i < count; i++) {
      values[i] = floats[i];
    }
  }
}
