package org.ibengine.augment;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ibengine.volume.Index3;

/**
 * How one patch was rotated, scaled and deformed about a point that stays where it is, in one
 * resample. A voxel of the patch shows the place {@code R · (scale · (p + d(p) − d(0)))} of the
 * volume, where p is its distance in millimetres from that point, before turns and flips, d the
 * elastic displacement there, and R = Rz · Ry · Rx turns by the angles about x, then y, then z. So
 * a scale above 1 shows objects smaller, as in nnU-Net's SpatialTransform.
 *
 * <p>The point is a voxel of the lesion that a positive patch was drawn for, so that the patch
 * still shows it, even a lesion of one voxel; the centre of other patches.
 *
 * @param degrees about x, y and z
 * @param scale along the axes of the patch, above 0
 * @param elastic null if there is none
 * @param misalignments one per modality, by which it lies apart from the label; empty if none does
 * @param fixed the voxel that stays, counted from the patch's corner; null for the centre
 */
public record Warping(
    Triple degrees, Triple scale, Elastic elastic, List<Misalignment> misalignments, Index3 fixed) {
  /** One number for each axis: x, y, z. */
  public record Triple(double x, double y, double z) {
    public static final Triple ZERO = new Triple(0, 0, 0);
    public static final Triple ONE = new Triple(1, 1, 1);

    public Triple {
      if (!Double.isFinite(x) || !Double.isFinite(y) || !Double.isFinite(z)) {
        throw new IllegalArgumentException("must be finite, was " + x + ", " + y + ", " + z);
      }
    }

    /** Along axis 0, 1 or 2. */
    public double get(int axis) {
      return axis == 0 ? x : axis == 1 ? y : z;
    }
  }

  /**
   * An elastic deformation: control points on a grid over the patch are displaced at random, and
   * cubic B-splines lie between them (Rueckert et al., IEEE TMI 18(8), 1999, doi
   * 10.1109/42.796284).
   *
   * @param points control points along each axis, 4 to 64
   * @param millimetres by which a control point is displaced along each axis at most, uniformly
   * @param seed of the displacements
   */
  public record Elastic(int points, Triple millimetres, long seed) {
    public Elastic {
      if (points < 4 || points > 64) {
        throw new IllegalArgumentException("control points must be 4 to 64, were " + points);
      }
    }
  }

  /**
   * How one modality lies apart from the label: turned about the fixed point, then moved.
   *
   * @param degrees about x, y and z
   * @param millimetres along x, y and z
   */
  public record Misalignment(Triple degrees, Triple millimetres) {
    public static final Misalignment NONE = new Misalignment(Triple.ZERO, Triple.ZERO);
  }

  /** Leaves every voxel where it is. */
  public static final Warping NONE = new Warping(Triple.ZERO, Triple.ONE, null, List.of(), null);

  public Warping {
    misalignments = List.copyOf(misalignments);
    if (scale.x() <= 0 || scale.y() <= 0 || scale.z() <= 0) {
      throw new IllegalArgumentException("a scale must be above 0, was " + scale);
    }
  }

  /** About the centre. */
  public Warping(Triple degrees, Triple scale, Elastic elastic, List<Misalignment> misalignments) {
    this(degrees, scale, elastic, misalignments, null);
  }

  /** The same about a voxel, counted from the patch's corner; null for the centre. */
  public Warping about(Index3 voxel) {
    return isNone() ? this : new Warping(degrees, scale, elastic, misalignments, voxel);
  }

  /** What it is made of; none where it leaves every voxel where it is. */
  public Set<Transform> transforms() {
    Set<Transform> made = EnumSet.noneOf(Transform.class);
    if (!degrees.equals(Triple.ZERO)) {
      made.add(Transform.ROTATION);
    }
    if (!scale.equals(Triple.ONE)) {
      made.add(Transform.SCALING);
    }
    if (elastic != null) {
      made.add(Transform.ELASTIC_DEFORM);
    }
    if (!misalignments.isEmpty()) {
      made.add(Transform.MISALIGN);
    }
    return made;
  }

  /** Whether it leaves every voxel where it is. */
  public boolean isNone() {
    return equals(NONE);
  }
}
