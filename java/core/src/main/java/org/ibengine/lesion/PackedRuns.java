package org.ibengine.lesion;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.ibengine.label.Runs;

/** Collects runs, in memory order. */
final class PackedRuns {
  private int[] packed = new int[64 * Runs.STRIDE];
  private int used;

  void add(int xBegin, int xEnd, int y, int z, int id) {
    if (used == packed.length) {
      packed = Arrays.copyOf(packed, Math.multiplyExact(used, 2));
    }
    packed[used++] = xBegin;
    packed[used++] = xEnd;
    packed[used++] = y;
    packed[used++] = z;
    packed[used++] = id;
  }

  Runs runs() {
    return new Runs(Arrays.copyOf(packed, used));
  }

  /** The runs of which the id by {@code idOf} is at least {@code least}, with that id. */
  static Runs where(Runs runs, IntUnaryOperator idOf, int least) {
    PackedRuns chosen = new PackedRuns();
    for (int run = 0; run < runs.count(); run++) {
      int id = idOf.applyAsInt(run);
      if (id >= least) {
        chosen.add(runs.xBegin(run), runs.xEnd(run), runs.y(run), runs.z(run), id);
      }
    }
    return chosen.runs();
  }
}
