package org.ibengine.centre;

import java.util.function.DoublePredicate;
import java.util.function.IntToDoubleFunction;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** The rules about distances: each takes the centres that it forbids out of a set. */
public final class CentreRules {
  private CentreRules() {}

  /** The centres of all windows that lie in the volume, the last start included. */
  public static VoxelBits inside(Size3 volume, Size3 window) {
    VoxelBits bits = VoxelBits.none(volume);
    Index3 half = new Index3(window.x() / 2, window.y() / 2, window.z() / 2);
    for (int z = half.z(); z <= volume.z() - window.z() + half.z(); z++) {
      for (int y = half.y(); y <= volume.y() - window.y() + half.y(); y++) {
        bits.setRun(half.x(), volume.x() - window.x() + half.x() + 1, y, z);
      }
    }
    return bits;
  }

  /** Keeps centres at least {@code mm} from the centre of every finding. */
  public static void keepFromCentres(VoxelBits centres, Findings findings, double mm) {
    for (Finding finding : findings.all()) {
      clear(
          centres,
          finding,
          mm,
          axis -> at -> at - finding.get(axis),
          distance -> distance + Findings.SLACK >= mm);
    }
  }

  /** Keeps centres at least {@code mm} from the surface of every finding. */
  public static void keepFromSurfaces(VoxelBits centres, Findings findings, double mm) {
    for (Finding finding : findings.all()) {
      clear(
          centres,
          finding,
          finding.radius() + mm,
          axis -> at -> at - finding.get(axis),
          distance -> distance - finding.radius() + Findings.SLACK >= mm);
    }
  }

  /** Keeps centres whose windows are at least {@code mm} from the surface of every finding. */
  public static void keepWindowsFree(
      VoxelBits centres, Findings findings, Size3 window, double mm) {
    int longest = Math.max(window.x(), Math.max(window.y(), window.z()));
    for (Finding finding : findings.all()) {
      clear(
          centres,
          finding,
          longest / 2.0 + 1 + finding.radius() + mm,
          axis -> at -> Findings.outside(at, window.get(axis), finding.get(axis)),
          distance -> distance - finding.radius() + Findings.SLACK >= mm);
    }
  }

  /** Keeps centres whose windows no finding reaches into: without anything to spare. */
  static void clearHolding(VoxelBits centres, Findings findings, Size3 window) {
    int longest = Math.max(window.x(), Math.max(window.y(), window.z()));
    for (Finding finding : findings.all()) {
      clear(
          centres,
          finding,
          longest / 2.0 + 1 + finding.radius(),
          axis -> at -> Findings.outside(at, window.get(axis), finding.get(axis)),
          distance -> distance - finding.radius() >= 0);
    }
  }

  /** For an axis, how far a coordinate is from a finding along it. */
  @FunctionalInterface
  private interface AxisDistance {
    IntToDoubleFunction of(int axis);
  }

  /**
   * Takes out what is too near to one finding.
   *
   * @param reach no centre further than this along any axis is too near
   */
  private static void clear(
      VoxelBits centres,
      Finding finding,
      double reach,
      AxisDistance distance,
      DoublePredicate isFar) {
    AxisRange[] ranges = new AxisRange[3];
    double[][] squares = new double[3][];
    for (int axis = 0; axis < 3; axis++) {
      ranges[axis] = AxisRange.around(finding.get(axis), reach, centres.size().get(axis));
      squares[axis] = squares(ranges[axis], distance.of(axis));
    }
    for (int z = ranges[2].begin(); z < ranges[2].end(); z++) {
      for (int y = ranges[1].begin(); y < ranges[1].end(); y++) {
        for (int x = ranges[0].begin(); x < ranges[0].end(); x++) {
          double square =
              squares[0][x - ranges[0].begin()]
                  + squares[1][y - ranges[1].begin()]
                  + squares[2][z - ranges[2].begin()];
          if (!isFar.test(Math.sqrt(square))) {
            centres.clear(x, y, z);
          }
        }
      }
    }
  }

  private static double[] squares(AxisRange range, IntToDoubleFunction distance) {
    double[] squares = new double[Math.max(0, range.end() - range.begin())];
    for (int i = 0; i < squares.length; i++) {
      double along = distance.applyAsDouble(range.begin() + i);
      squares[i] = along * along;
    }
    return squares;
  }
}
