package org.ibengine.synth;

import org.ibengine.volume.Size3;

/**
 * A slowly varying factor around 1, like a receive coil's: random values on a coarse lattice, eased
 * between its points. Immutable; {@link #row} may be called from several threads.
 */
final class SmoothField {
  private static final int NX = 5;
  private static final int NY = 5;
  private static final int NZ = 9;
  private static final double DEPTH = 0.2;

  private final float[] lattice = new float[NX * NY * NZ];
  private final float[] ease; // of every x, within its lattice cell
  private final int[] cellBegin = new int[NX]; // first x of each cell, then the end
  private final Size3 size;

  SmoothField(Size3 size, long key) {
    this.size = size;
    for (int i = 0; i < lattice.length; i++) {
      lattice[i] = (float) CounterHash.between(1 - DEPTH, 1 + DEPTH, key, i);
    }
    ease = new float[size.x()];
    for (int x = 0; x < size.x(); x++) {
      ease[x] = eased(position(x, size.x(), NX));
    }
    for (int cell = 0; cell < NX; cell++) {
      cellBegin[cell] = (int) (((long) cell * size.x() + NX - 2) / (NX - 1));
    }
  }

  /** Writes the factor at every x of row (y, z). */
  void row(int y, int z, float[] out) {
    double py = position(y, size.y(), NY);
    double pz = position(z, size.z(), NZ);
    float left = value(0, py, pz);
    for (int cell = 0; cell < NX - 1; cell++) {
      float right = value(cell + 1, py, pz);
      float rise = right - left;
      for (int x = cellBegin[cell]; x < cellBegin[cell + 1]; x++) {
        out[x] = left + rise * ease[x];
      }
      left = right;
    }
  }

  private float value(int ix, double py, double pz) {
    int iy = (int) py;
    int iz = (int) pz;
    float near = blend(at(ix, iy, iz), at(ix, iy + 1, iz), eased(py));
    float far = blend(at(ix, iy, iz + 1), at(ix, iy + 1, iz + 1), eased(py));
    return blend(near, far, eased(pz));
  }

  private float at(int ix, int iy, int iz) {
    return lattice[(iz * NY + iy) * NX + ix];
  }

  /** In lattice units, below {@code points − 1}. */
  private static double position(int index, int length, int points) {
    return (double) index / length * (points - 1);
  }

  private static float eased(double position) {
    float t = (float) (position - Math.floor(position));
    return t * t * (3 - 2 * t);
  }

  private static float blend(float a, float b, float t) {
    return a + (b - a) * t;
  }
}
