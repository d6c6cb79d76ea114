package org.ibengine.synth;

/**
 * An ellipsoid of one value, or what of it lies between two heights. In mm from the centre of the
 * first voxel.
 *
 * @param radii an infinite one makes a cylinder
 */
record Solid(Point centre, Point radii, Heights heights, Paint paint) {
  /** A place, or lengths along the three axes. */
  record Point(double x, double y, double z) {
    double distance(Point other) {
      double dx = x - other.x;
      double dy = y - other.y;
      double dz = z - other.z;
      return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
  }

  /** From one z to another. */
  record Heights(double from, double to) {
    static final Heights ALL = new Heights(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /**
   * What its voxels become.
   *
   * @param label in the mask of the lungs; {@link #KEEP} leaves what was there
   */
  record Paint(int hu, int label) {
    static final int KEEP = -1;
  }

  static Solid ellipsoid(Point centre, Point radii, Paint paint) {
    return new Solid(centre, radii, Heights.ALL, paint);
  }

  static Solid ball(Point centre, double radius, Paint paint) {
    return ellipsoid(centre, new Point(radius, radius, radius), paint);
  }

  /** Half of what row (y, z) has of it along x; negative if nothing. */
  double reach(double y, double z) {
    if (z < heights.from || z > heights.to) {
      return -1;
    }
    double dy = (y - centre.y) / radii.y;
    double dz = (z - centre.z) / radii.z;
    double rest = 1 - dy * dy - dz * dz;
    return rest < 0 ? -1 : Math.sqrt(rest) * radii.x;
  }

  boolean holds(Point point) {
    return Math.abs(point.x - centre.x) <= reach(point.y, point.z);
  }
}
