package org.ibengine.centre;

import java.util.function.DoublePredicate;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;

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
          Near.ofCentre(finding, mm, distance -> distance + Findings.SLACK >= mm));
    }
  }

  /** Keeps centres at least {@code mm} from the surface of every finding. */
  public static void keepFromSurfaces(VoxelBits centres, Findings findings, double mm) {
    for (Finding finding : findings.all()) {
      double radius = finding.radius();
      clear(
          centres,
          finding,
          Near.ofCentre(
              finding, radius + mm, distance -> distance - radius + Findings.SLACK >= mm));
    }
  }

  /** Keeps centres whose windows are at least {@code mm} from the surface of every finding. */
  public static void keepWindowsFree(
      VoxelBits centres, Findings findings, Size3 window, double mm) {
    for (Finding finding : findings.all()) {
      double radius = finding.radius();
      clear(
          centres,
          finding,
          Near.ofWindow(finding, window, radius + mm, gap -> gap - radius + Findings.SLACK >= mm));
    }
  }

  /** Keeps centres whose windows no finding reaches into: without anything to spare. */
  static void clearHolding(VoxelBits centres, Findings findings, Size3 window) {
    for (Finding finding : findings.all()) {
      double radius = finding.radius();
      clear(centres, finding, Near.ofWindow(finding, window, radius, gap -> gap - radius >= 0));
    }
  }

  /**
   * What is too near to a finding.
   *
   * @param reach no centre further than this from the finding along any axis is too near
   * @param along for an axis, how far a centre or its window is from the finding along it
   * @param isFar whether a distance is far enough
   */
  private record Near(double reach, IntFunction<IntToDoubleFunction> along, DoublePredicate isFar) {
    static Near ofCentre(Finding finding, double reach, DoublePredicate isFar) {
      return new Near(reach, axis -> at -> at - finding.get(axis), isFar);
    }

    static Near ofWindow(Finding finding, Size3 window, double reach, DoublePredicate isFar) {
      int longest = Math.max(window.x(), Math.max(window.y(), window.z()));
      return new Near(
          longest / 2.0 + 1 + reach,
          axis -> at -> Findings.outside(at, window.get(axis), finding.get(axis)),
          isFar);
    }

    double[] squares(AxisRange range, int axis) {
      IntToDoubleFunction distance = along.apply(axis);
      double[] squares = new double[Math.max(0, range.end() - range.begin())];
      for (int i = 0; i < squares.length; i++) {
        double far = distance.applyAsDouble(range.begin() + i);
        squares[i] = far * far;
      }
      return squares;
    }
  }

  /** Takes out what is too near to one finding. */
  private static void clear(VoxelBits centres, Finding finding, Near near) {
    AxisRange[] ranges = new AxisRange[3];
    double[][] squares = new double[3][];
    for (int axis = 0; axis < 3; axis++) {
      ranges[axis] = AxisRange.around(finding.get(axis), near.reach(), centres.size().get(axis));
      squares[axis] = near.squares(ranges[axis], axis);
    }
    for (int k = 0; k < squares[2].length; k++) {
      for (int j = 0; j < squares[1].length; j++) {
        for (int i = 0; i < squares[0].length; i++) {
          double square = squares[0][i] + squares[1][j] + squares[2][k];
          if (!near.isFar().test(Math.sqrt(square))) {
            centres.clear(ranges[0].begin() + i, ranges[1].begin() + j, ranges[2].begin() + k);
          }
        }
      }
    }
  }
}
