package org.ibengine.synth;

/**
 * Random numbers as a function of a key and a counter, so that any voxel can be made alone. Chosen
 * over Philox because a row of it vectorises; phantoms decide nothing about sampling.
 */
final class CounterHash {
  private CounterHash() {}

  /** Mixes a key with a counter (the finaliser of SplitMix64). */
  static long mix(long key, long counter) {
    long h = key + (counter + 1) * 0x9E3779B97F4A7C15L;
    h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return h ^ (h >>> 31);
  }

  /** Uniform in [0, 1). */
  static double unit(long key, long counter) {
    return (mix(key, counter) >>> 11) * 0x1p-53;
  }

  /** Uniform in [low, high). */
  static double between(double low, double high, long key, long counter) {
    return low + (high - low) * unit(key, counter);
  }

  /**
   * Bell-shaped noise of mean 0 and standard deviation 1, within ±3.5: the sum of four bytes of one
   * hash a voxel. {@code rowKey} differs for every row of every volume.
   */
  static void noiseRow(long rowKey, float[] out) {
    int add = (int) rowKey;
    int flip = (int) (rowKey >>> 32);
    for (int x = 0; x < out.length; x++) {
      int h = x * 0x9E3779B9 + add;
      h = (h ^ (h >>> 16)) * 0x7FEB352D;
      h = (h ^ (h >>> 15) ^ flip) * 0x846CA68B;
      h = h ^ (h >>> 16);
      int sum = (h & 255) + ((h >>> 8) & 255) + ((h >>> 16) & 255) + (h >>> 24);
      out[x] = (sum - 510) * (1 / 147.8f);
    }
  }
}
