package org.ibengine.evaluation;

import java.util.Arrays;
import org.ibengine.label.Runs;

/**
 * How many voxels each pair of a true and a predicted component shares. One sweep over both lists
 * of runs, 20 bytes each; no voxel is looked at. An open-addressing table of primitives holds the
 * pairs. Immutable once made.
 */
public final class Overlaps {
  private static final int FIRST_CAPACITY = 64; // a power of two

  private long[] keys = new long[FIRST_CAPACITY]; // 0: free; ids begin at 1
  private long[] voxels = new long[FIRST_CAPACITY];
  private int pairs;

  private Overlaps() {}

  /** Receives one pair. */
  public interface Visitor {
    /** By their ids. */
    void pair(int truth, int prediction, long voxels);
  }

  /** Both lists in memory order, on one grid. */
  public static Overlaps of(Runs truth, Runs prediction) {
    Overlaps overlaps = new Overlaps();
    int t = 0;
    int p = 0;
    while (t < truth.count() && p < prediction.count()) {
      int order = compareRows(truth, t, prediction, p);
      if (order == 0) {
        int begin = Math.max(truth.xBegin(t), prediction.xBegin(p));
        int end = Math.min(truth.xEnd(t), prediction.xEnd(p));
        if (begin < end) {
          overlaps.add(truth.instance(t), prediction.instance(p), end - begin);
        }
        order = Integer.compare(truth.xEnd(t), prediction.xEnd(p));
      }
      t += order <= 0 ? 1 : 0;
      p += order > 0 ? 1 : 0;
    }
    return overlaps;
  }

  private static int compareRows(Runs a, int i, Runs b, int j) {
    int planes = Integer.compare(a.z(i), b.z(j));
    return planes != 0 ? planes : Integer.compare(a.y(i), b.y(j));
  }

  private void add(int truth, int prediction, long count) {
    long key = (long) truth << 32 | prediction;
    int at = slot(key);
    if (keys[at] == 0) {
      keys[at] = key;
      pairs++;
    }
    voxels[at] += count;
    if (2 * pairs > keys.length) {
      grow();
    }
  }

  /** Where the key is, or the free place where it belongs. */
  private int slot(long key) {
    int mask = keys.length - 1;
    int at = (int) (key * 0x9e3779b97f4a7c15L >>> 32) & mask;
    while (keys[at] != 0 && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldVoxels = voxels;
    keys = new long[2 * oldKeys.length];
    voxels = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = slot(oldKeys[i]);
        keys[at] = oldKeys[i];
        voxels[at] = oldVoxels[i];
      }
    }
  }

  /** Every pair that shares a voxel, by true and then predicted id. */
  public void forEach(Visitor visitor) {
    long[] sorted = Arrays.stream(keys).filter(key -> key != 0).sorted().toArray();
    for (long key : sorted) {
      visitor.pair((int) (key >>> 32), (int) key, voxels[slot(key)]);
    }
  }
}
