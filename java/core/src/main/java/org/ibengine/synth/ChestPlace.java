package org.ibengine.synth;

import org.ibengine.synth.Solid.Point;

/**
 * Where a chest scan lies in the room, in LPS mm: the centre of its first voxel, and the directions
 * of its axes. Some scans lie on their face, some obliquely.
 *
 * @param x direction of the x axis
 */
record ChestPlace(Point offset, Point x, Point y, Point z) {
  private static final int KINDS = 4;

  static ChestPlace of(ChestOptions options, int number, long key) {
    Point offset =
        new Point(
            round(CounterHash.between(-20, 20, key, 0) - options.extent(0) / 2, 1e3),
            round(CounterHash.between(-20, 20, key, 1) - options.extent(1) / 2, 1e3),
            round(CounterHash.between(-400, 0, key, 2), 1e3));
    return switch (number % KINDS) {
      case 1 ->
          new ChestPlace(
              new Point(-offset.x(), -offset.y(), offset.z()),
              new Point(-1, 0, 0),
              new Point(0, -1, 0),
              new Point(0, 0, 1));
      case 3 -> oblique(offset, key);
      default -> new ChestPlace(offset, new Point(1, 0, 0), new Point(0, 1, 0), new Point(0, 0, 1));
    };
  }

  /** Turned around x, then around z. */
  private static ChestPlace oblique(Point offset, long key) {
    double tilt = StrictMath.toRadians(CounterHash.between(-10, 10, key, 3));
    double turn = StrictMath.toRadians(CounterHash.between(-15, 15, key, 4));
    double ct = StrictMath.cos(tilt);
    double st = StrictMath.sin(tilt);
    double cz = StrictMath.cos(turn);
    double sz = StrictMath.sin(turn);
    return new ChestPlace(
        offset, rounded(cz, sz, 0), rounded(-sz * ct, cz * ct, st), rounded(sz * st, -cz * st, ct));
  }

  /** As many digits as headers have, so that positions are exactly those of the header. */
  private static Point rounded(double x, double y, double z) {
    return new Point(round(x, 1e9), round(y, 1e9), round(z, 1e9));
  }

  private static double round(double value, double steps) {
    return Math.rint(value * steps) / steps;
  }

  /** The place in the room of one in the scan. */
  Point world(Point mm) {
    return new Point(
        offset.x() + mm.x() * x.x() + mm.y() * y.x() + mm.z() * z.x(),
        offset.y() + mm.x() * x.y() + mm.y() * y.y() + mm.z() * z.y(),
        offset.z() + mm.x() * x.z() + mm.y() * y.z() + mm.z() * z.z());
  }
}
