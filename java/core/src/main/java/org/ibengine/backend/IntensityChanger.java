package org.ibengine.backend;

import java.nio.ByteBuffer;
import org.ibengine.augment.IntensityChange;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Float16;
import org.ibengine.volume.Size3;

/** Changes the intensities of one channel of one patch, one change after the other. */
final class IntensityChanger {
  private static final float LEAST_DIVISOR = 1e-7f;

  private final IntensityPatch patch;
  private final Size3 size;
  private float[] voxels;

  IntensityChanger(IntensityPatch patch) {
    this.patch = patch;
    this.size = patch.size();
  }

  void run() {
    ByteBuffer bytes = ReferenceCode.bytesOf(patch.target(), size);
    boolean half = patch.target().type() == ElementType.FLOAT16;
    voxels = new float[Math.toIntExact(size.voxels())];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = half ? Float16.valueOf(bytes.getShort(2 * i)) : bytes.getFloat(4 * i);
    }
    patch.changes().forEach(this::apply);
    for (int i = 0; i < voxels.length; i++) {
      if (half) {
        bytes.putShort(2 * i, Float16.bitsOf(voxels[i]));
      } else {
        bytes.putFloat(4 * i, voxels[i]);
      }
    }
  }

  private void apply(IntensityChange change) {
    if (change instanceof IntensityChange.Noise noise) {
      add(noise);
    } else if (change instanceof IntensityChange.Blur blur) {
      new Blurring(voxels, size).blur(blur.sigma());
    } else if (change instanceof IntensityChange.Brightness brightness) {
      multiply((float) brightness.factor());
    } else if (change instanceof IntensityChange.Contrast contrast) {
      stretch(contrast);
    } else if (change instanceof IntensityChange.LowResolution low) {
      coarsen(low);
    } else {
      raise((IntensityChange.Gamma) change);
    }
  }

  private void add(IntensityChange.Noise noise) {
    GaussianNoise normal = new GaussianNoise(noise.seed());
    float sd = (float) noise.sd();
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = voxels[i] + sd * normal.at(i);
    }
  }

  private void multiply(float factor) {
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = voxels[i] * factor;
    }
  }

  private void stretch(IntensityChange.Contrast contrast) {
    PatchStatistics before = PatchStatistics.of(voxels, size);
    float factor = (float) contrast.factor();
    for (int i = 0; i < voxels.length; i++) {
      float value = (voxels[i] - before.mean()) * factor + before.mean();
      voxels[i] = contrast.keepRange() ? clipped(value, before) : value;
    }
  }

  private static float clipped(float value, PatchStatistics range) {
    return value < range.min() ? range.min() : value > range.max() ? range.max() : value;
  }

  private void coarsen(IntensityChange.LowResolution low) {
    ResolutionTaps[] taps = new ResolutionTaps[3];
    for (int axis = 0; axis < 3; axis++) {
      taps[axis] = ResolutionTaps.of(size.get(axis), low.scale().get(axis));
    }
    float[] from = voxels.clone();
    int element = 0;
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        for (int x = 0; x < size.x(); x++) {
          float below = plane(from, taps, new int[] {x, y, taps[2].lower()[z]});
          float above = plane(from, taps, new int[] {x, y, taps[2].upper()[z]});
          voxels[element++] = PatchCopy.between(below, above, taps[2].part()[z]);
        }
      }
    }
  }

  /** Of indices x and y after the change, in the plane z before it. */
  private float plane(float[] from, ResolutionTaps[] taps, int[] at) {
    float below = row(from, taps[0], at[0], row(taps[1].lower()[at[1]], at[2]));
    float above = row(from, taps[0], at[0], row(taps[1].upper()[at[1]], at[2]));
    return PatchCopy.between(below, above, taps[1].part()[at[1]]);
  }

  private static float row(float[] from, ResolutionTaps taps, int x, int row) {
    return PatchCopy.between(
        from[row + taps.lower()[x]], from[row + taps.upper()[x]], taps.part()[x]);
  }

  private int row(int y, int z) {
    return (z * size.y() + y) * size.x();
  }

  private void raise(IntensityChange.Gamma gamma) {
    if (gamma.invert()) {
      negate();
    }
    PatchStatistics before = PatchStatistics.of(voxels, size);
    float range = before.max() - before.min();
    float divide = atLeast(range);
    for (int i = 0; i < voxels.length; i++) {
      float scaled = (voxels[i] - before.min()) / divide;
      voxels[i] = FloatPower.pow(scaled, (float) gamma.exponent()) * range + before.min();
    }
    if (gamma.retainStatistics()) {
      retain(before);
    }
    if (gamma.invert()) {
      negate();
    }
  }

  private void retain(PatchStatistics before) {
    PatchStatistics now = PatchStatistics.of(voxels, size);
    float factor = before.sd() / atLeast(now.sd());
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (voxels[i] - now.mean()) * factor + before.mean();
    }
  }

  private static float atLeast(float value) {
    return value > LEAST_DIVISOR ? value : LEAST_DIVISOR;
  }

  private void negate() {
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = -voxels[i];
    }
  }
}
