package org.ibengine.conformance;

import java.util.Arrays;
import org.ibengine.backend.PatchGather;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * One raw case whose voxels follow from its name, and what patches of it must hold: plain loops of
 * its own, so that a mistake in the engine is not repeated here.
 */
public final class TinyCase {
  private final String name;
  private final Size3 size;
  private final float[] labels;

  public TinyCase(String name, Size3 size) {
    this.name = name;
    this.size = size;
    this.labels = new float[(int) size.voxels()];
  }

  /** Sets the box [x0, x1) × [y0, y1) × [z0, z1) to a label. */
  public TinyCase lesion(int label, int... box) {
    for (int z = box[2]; z < box[5]; z++) {
      for (int y = box[1]; y < box[4]; y++) {
        for (int x = box[0]; x < box[3]; x++) {
          labels[at(x, y, z)] = label;
        }
      }
    }
    return this;
  }

  public String name() {
    return name;
  }

  public Size3 size() {
    return size;
  }

  float[] labels() {
    return labels.clone();
  }

  int largestLabel() {
    int largest = 0;
    for (float label : labels) {
      largest = Math.max(largest, (int) label);
    }
    return largest;
  }

  /** Raw voxels: noise with an outlier, whole numbers for T1. */
  float[] raw(String modality) {
    float[] values = new float[labels.length];
    long state = (name + modality).hashCode();
    for (int i = 0; i < values.length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      int noise = (int) (state >>> 52);
      values[i] = modality.equals("T1") ? noise - 700 : noise * 0.37f + 11;
    }
    values[values.length / 2] = 30000;
    return values;
  }

  private int at(int x, int y, int z) {
    return (z * size.y() + y) * size.x() + x;
  }

  private boolean inside(int x, int y, int z) {
    return x >= 0 && y >= 0 && z >= 0 && x < size.x() && y < size.y() && z < size.z();
  }

  /** The label of a voxel; 0 outside. */
  public int label(int x, int y, int z) {
    return inside(x, y, z) ? (int) labels[at(x, y, z)] : 0;
  }

  /** What the label tensor must hold of a patch, x fastest. */
  public int[] labelPatch(Index3 corner, Size3 patch, Variation variation) {
    float[][][] voxels = new float[patch.x()][patch.y()][patch.z()];
    forEach(
        patch,
        (x, y, z) -> voxels[x][y][z] = label(corner.x() + x, corner.y() + y, corner.z() + z));
    float[] flat = flat(oriented(voxels, variation));
    int[] result = new int[flat.length];
    Arrays.setAll(result, i -> (int) flat[i]);
    return result;
  }

  /** What one channel of the image tensor must hold of a patch, x fastest. */
  public float[] imagePatch(String modality, Index3 corner, Size3 patch, Variation variation) {
    float[] raw = raw(modality);
    float low = (float) percentile(raw, 1);
    float high = (float) percentile(raw, 99);
    float[][][] voxels = new float[patch.x()][patch.y()][patch.z()];
    forEach(
        patch,
        (dx, dy, dz) -> {
          int x = corner.x() + dx;
          int y = corner.y() + dy;
          int z = corner.z() + dz;
          float value = 0; // padding is like air: 0 before the intensity change
          if (inside(x, y, z)) {
            float scaled = (raw[at(x, y, z)] - low) / (high - low);
            value = Math.max(0, Math.min(1, scaled));
          }
          float gained = value * variation.gain();
          voxels[dx][dy][dz] = gained + variation.shift();
        });
    return flat(oriented(voxels, variation));
  }

  /** What one channel of the coordinates of a patch must hold, x fastest. */
  public float[] coordinatePatch(int axis, Index3 corner, Size3 patch, Variation variation) {
    int last = size.get(axis) - 1;
    float[][][] voxels = new float[patch.x()][patch.y()][patch.z()];
    forEach(
        patch,
        (x, y, z) -> {
          int at = corner.get(axis) + (axis == 0 ? x : axis == 1 ? y : z);
          voxels[x][y][z] = last == 0 ? 0 : (float) ((2.0 * at - last) / last);
        });
    return flat(oriented(voxels, variation));
  }

  private interface VoxelAction {
    void at(int x, int y, int z);
  }

  private static void forEach(Size3 patch, VoxelAction action) {
    for (int x = 0; x < patch.x(); x++) {
      for (int y = 0; y < patch.y(); y++) {
        for (int z = 0; z < patch.z(); z++) {
          action.at(x, y, z);
        }
      }
    }
  }

  /** As {@link PatchGather}'s orientation says: numpy.rot90 in (x, y), then flips. */
  private static float[][][] oriented(float[][][] voxels, Variation variation) {
    float[][][] now = voxels;
    for (int turn = 0; turn < variation.quarterTurns(); turn++) {
      int n = now.length;
      float[][][] turned = new float[n][n][];
      for (int x = 0; x < n; x++) {
        for (int y = 0; y < n; y++) {
          turned[x][y] = now[y][n - 1 - x];
        }
      }
      now = turned;
    }
    int nx = now.length;
    int ny = now[0].length;
    int nz = now[0][0].length;
    float[][][] flipped = new float[nx][ny][nz];
    for (int x = 0; x < nx; x++) {
      for (int y = 0; y < ny; y++) {
        for (int z = 0; z < nz; z++) {
          flipped[x][y][z] =
              now[variation.flipX() ? nx - 1 - x : x][variation.flipY() ? ny - 1 - y : y][
                  variation.flipZ() ? nz - 1 - z : z];
        }
      }
    }
    return flipped;
  }

  private static float[] flat(float[][][] voxels) {
    int nx = voxels.length;
    int ny = voxels[0].length;
    int nz = voxels[0][0].length;
    float[] flat = new float[nx * ny * nz];
    forEach(new Size3(nx, ny, nz), (x, y, z) -> flat[(z * ny + y) * nx + x] = voxels[x][y][z]);
    return flat;
  }

  /** numpy's linear rule in float64. */
  private static double percentile(float[] raw, double percentage) {
    double[] sorted = new double[raw.length];
    Arrays.setAll(sorted, i -> raw[i]);
    Arrays.sort(sorted);
    double rank = (sorted.length - 1) * (percentage / 100);
    int below = (int) rank;
    double t = rank - below;
    double a = sorted[below];
    double b = sorted[Math.min(below + 1, sorted.length - 1)];
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
  }
}
