package org.ibengine.backend;

import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Elastic;
import org.ibengine.augment.Warping.Misalignment;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Makes the warps of one patch from what was drawn for it. Thread-safe. */
public final class WarpMaker {
  private final Size3 size;
  private final Spacing spacing;
  private final Warping warping;
  private final Orientation orientation;

  /**
   * @param size of the patch
   * @param spacing of the volume
   * @param orientation turns and flips that follow
   */
  public WarpMaker(Size3 size, Spacing spacing, Warping warping, Orientation orientation) {
    this.size = size;
    this.spacing = spacing;
    this.warping = warping;
    this.orientation = orientation;
  }

  /** Of the label, and of a modality that lies where the label does. */
  public Warp label() {
    return warp(Misalignment.NONE);
  }

  /** Of a modality. */
  public Warp modality(int channel) {
    return warping.misalignments().isEmpty() ? label() : warp(warping.misalignments().get(channel));
  }

  /** The part that is linear in the place in the patch as it lies in the volume, in voxels. */
  private double[] linear(Misalignment misalignment) {
    double[] linear = product(rotation(misalignment.degrees()), rotation(warping.degrees()));
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        linear[3 * row + column] *=
            warping.scale().get(column) * spacing.get(column) / spacing.get(row);
      }
    }
    return linear;
  }

  private Warp warp(Misalignment misalignment) {
    double[] linear = linear(misalignment);
    TargetOrder order = new TargetOrder(orientation, size);
    double[] first = place(linear, misalignment, order.source(0, 0, 0));
    long[] origin = new long[3];
    long[] matrix = new long[9];
    for (int along = 0; along < 3; along++) {
      Index3 turned = turned(order, along);
      double[] step = times(linear, turned.x(), turned.y(), turned.z());
      for (int axis = 0; axis < 3; axis++) {
        matrix[3 * axis + along] = Math.round(step[axis] * Warp.ONE);
      }
    }
    for (int axis = 0; axis < 3; axis++) {
      origin[axis] = Math.round(first[axis] * Warp.ONE);
    }
    Warp warp = new Warp(matrix, origin, spline(linear));
    return warp.spline() == null ? warp : held(warp, order);
  }

  /** What a step along an axis of the target is in the patch as it lies in the volume. */
  private static Index3 turned(TargetOrder order, int along) {
    Index3 from = order.source(0, 0, 0);
    Index3 to = order.source(along == 0 ? 1 : 0, along == 1 ? 1 : 0, along == 2 ? 1 : 0);
    return new Index3(to.x() - from.x(), to.y() - from.y(), to.z() - from.z());
  }

  /** Where a voxel of the patch as it lies in the volume goes, in voxels from the corner. */
  private double[] place(double[] linear, Misalignment misalignment, Index3 at) {
    double[] fixed = fixed();
    double[] place = times(linear, at.x() - fixed[0], at.y() - fixed[1], at.z() - fixed[2]);
    for (int axis = 0; axis < 3; axis++) {
      place[axis] += fixed[axis] + misalignment.millimetres().get(axis) / spacing.get(axis);
    }
    return place;
  }

  private double[] fixed() {
    Index3 voxel = warping.fixed();
    return voxel == null
        ? new double[] {(size.x() - 1) / 2.0, (size.y() - 1) / 2.0, (size.z() - 1) / 2.0}
        : new double[] {voxel.x(), voxel.y(), voxel.z()};
  }

  /** The same without the displacement at the fixed point, or at the voxel before the centre. */
  private Warp held(Warp warp, TargetOrder order) {
    double[] fixed = fixed();
    Index3 first = order.source(0, 0, 0);
    int[] from = {
      (int) fixed[0] - first.x(), (int) fixed[1] - first.y(), (int) fixed[2] - first.z()
    };
    int[] element = new int[3];
    for (int along = 0; along < 3; along++) {
      Index3 turned = turned(order, along); // one of its three is 1 or −1
      element[along] = turned.x() * from[0] + turned.y() * from[1] + turned.z() * from[2];
    }
    long[] displaced = new WarpedPlaces(warp).displacement(element[0], element[1], element[2]);
    long[] origin = warp.origin().clone();
    for (int axis = 0; axis < 3; axis++) {
      origin[axis] -= displaced[axis];
    }
    return new Warp(warp.matrix(), origin, warp.spline());
  }

  /** Displacements turn and scale with the patch; turns and flips move the control points. */
  private Spline spline(double[] linear) {
    Elastic elastic = warping.elastic();
    if (elastic == null) {
      return null;
    }
    int points = elastic.points();
    int count = points * points * points;
    double[] drawn = drawn(elastic, count);
    TargetOrder order = new TargetOrder(orientation, new Size3(points, points, points));
    float[] displacements = new float[3 * count];
    for (int i = 0; i < count; i++) {
      Index3 at = order.source(i % points, i / points % points, i / points / points);
      int from = (at.z() * points + at.y()) * points + at.x();
      double[] moved = times(linear, drawn[from], drawn[count + from], drawn[2 * count + from]);
      for (int axis = 0; axis < 3; axis++) {
        displacements[axis * count + i] = (float) moved[axis];
      }
    }
    Spline.Taps[] taps = new Spline.Taps[3];
    for (int axis = 0; axis < 3; axis++) {
      taps[axis] = SplineTaps.of(size.get(axis), points);
    }
    return new Spline(new int[] {points, points, points}, displacements, taps);
  }

  /** In voxels: all along x, then y, then z. */
  private double[] drawn(Elastic elastic, int count) {
    double[] drawn = new double[3 * count];
    for (int axis = 0; axis < 3; axis++) {
      double most = elastic.millimetres().get(axis) / spacing.get(axis);
      for (int i = 0; i < count; i++) {
        drawn[axis * count + i] =
            most * (2 * Philox.uniform(axis * (long) count + i, elastic.seed()) - 1);
      }
    }
    return drawn;
  }

  /** Rz · Ry · Rx, row by row. */
  static double[] rotation(Triple degrees) {
    double x = Math.toRadians(degrees.x());
    double y = Math.toRadians(degrees.y());
    double z = Math.toRadians(degrees.z());
    double[] aboutX = {
      1, 0, 0, 0, StrictMath.cos(x), -StrictMath.sin(x), 0, StrictMath.sin(x), StrictMath.cos(x)
    };
    double[] aboutY = {
      StrictMath.cos(y), 0, StrictMath.sin(y), 0, 1, 0, -StrictMath.sin(y), 0, StrictMath.cos(y)
    };
    double[] aboutZ = {
      StrictMath.cos(z), -StrictMath.sin(z), 0, StrictMath.sin(z), StrictMath.cos(z), 0, 0, 0, 1
    };
    return product(aboutZ, product(aboutY, aboutX));
  }

  private static double[] product(double[] a, double[] b) {
    double[] product = new double[9];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int i = 0; i < 3; i++) {
          product[3 * row + column] += a[3 * row + i] * b[3 * i + column];
        }
      }
    }
    return product;
  }

  private static double[] times(double[] matrix, double x, double y, double z) {
    double[] result = new double[3];
    for (int row = 0; row < 3; row++) {
      result[row] = matrix[3 * row] * x + matrix[3 * row + 1] * y + matrix[3 * row + 2] * z;
    }
    return result;
  }
}
