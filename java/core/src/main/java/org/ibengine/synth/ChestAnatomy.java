package org.ibengine.synth;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.synth.Solid.Heights;
import org.ibengine.synth.Solid.Paint;
import org.ibengine.synth.Solid.Point;

/** What a chest consists of, before it has nodules. Shapes vary from scan to scan. Immutable. */
final class ChestAnatomy {
  private static final int FAT = -100;
  private static final int MUSCLE = 50;
  private static final int LUNG = -850;
  private static final int HEART = 40;
  private static final int BONE = 420;
  private static final int LUMEN = -985;
  private static final int VESSEL = 40;
  private static final int RIGHT = 3; // labels of LUNA16
  private static final int LEFT = 4;
  private static final int TRACHEA = 5;
  private static final int VESSELS = 40; // of a lung

  private final ChestOptions options;
  private final long key;
  private final Solid right;
  private final Solid left;
  private final List<Solid> organs;
  private final List<Solid> vessels = new ArrayList<>();

  ChestAnatomy(ChestOptions options, long key) {
    this.options = options;
    this.key = key;
    this.right = lung(0.30, RIGHT, 10);
    this.left = lung(0.70, LEFT, 20);
    this.organs = List.copyOf(paintedOrgans());
    addVessels(right, 1);
    addVessels(left, 2);
  }

  private List<Solid> paintedOrgans() {
    double width = vary(0.46, 0);
    double depth = vary(0.36, 1);
    double skin = 8 + 14 * CounterHash.unit(key, 2); // mm of fat below it
    Point middle = at(0.5, 0.5, 0.5);
    double x = width * options.extent(0);
    double y = depth * options.extent(1);
    double all = Double.POSITIVE_INFINITY;
    List<Solid> painted = new ArrayList<>();
    painted.add(solid(middle, new Point(x, y, all), FAT, 0));
    painted.add(
        solid(
            middle,
            new Point(x - Math.min(skin, x / 4), y - Math.min(skin, y / 4), all),
            MUSCLE,
            0));
    painted.add(right);
    painted.add(left);
    painted.add(solid(at(0.55, 0.42, 0.36), part(0.13, 0.14, 0.22), HEART, 0));
    painted.add(
        solid(
            at(0.5, 0.76, 0.5),
            new Point(0.05 * options.extent(0), 0.05 * options.extent(1), all),
            BONE,
            0));
    Point pipe = new Point(0.025 * options.extent(0), 0.028 * options.extent(1), all);
    Heights neck = new Heights(0.55 * options.extent(2), all);
    painted.add(new Solid(at(0.5, 0.47, 0), pipe, neck, new Paint(LUMEN, TRACHEA)));
    return painted;
  }

  private Solid lung(double x, int label, int counter) {
    Point radii = part(vary(0.16, counter), vary(0.26, counter + 1), vary(0.43, counter + 2));
    return solid(at(x, 0.49, 0.5), radii, LUNG, label);
  }

  /** Tubes from where the vessels enter a lung to anywhere in it, as beads on strings. */
  private void addVessels(Solid lung, int side) {
    double inwards = lung == right ? 0.8 : -0.8;
    Point root =
        new Point(
            lung.centre().x() + inwards * lung.radii().x(), lung.centre().y(), lung.centre().z());
    for (int i = 0; i < VESSELS; i++) {
      addVessel(root, inside(lung, 0.95, CounterHash.mix(key, 100L * side + i)));
    }
  }

  private void addVessel(Point from, Point to) {
    double length = from.distance(to);
    double at = 0;
    while (at < length) {
      double part = at / length;
      double radius = 3.2 * (1 - part) + 0.7;
      Point bead =
          new Point(
              from.x() + part * (to.x() - from.x()),
              from.y() + part * (to.y() - from.y()),
              from.z() + part * (to.z() - from.z()));
      vessels.add(Solid.ball(bead, radius, new Paint(VESSEL, Paint.KEEP)));
      at += radius;
    }
  }

  /** A place in a lung that is shrunk so much, or on its surface if {@code shrunk} is negative. */
  Point inside(Solid lung, double shrunk, long draw) {
    for (int attempt = 0; ; attempt++) {
      double x = CounterHash.between(-1, 1, draw, 3L * attempt);
      double y = CounterHash.between(-1, 1, draw, 3L * attempt + 1);
      double z = CounterHash.between(-1, 1, draw, 3L * attempt + 2);
      double square = x * x + y * y + z * z;
      if (square <= 1 && square > 0.01) {
        double scale = shrunk < 0 ? -shrunk / Math.sqrt(square) : shrunk;
        return new Point(
            lung.centre().x() + scale * x * lung.radii().x(),
            lung.centre().y() + scale * y * lung.radii().y(),
            lung.centre().z() + scale * z * lung.radii().z());
      }
    }
  }

  private static Solid solid(Point centre, Point radii, int hu, int label) {
    return Solid.ellipsoid(centre, radii, new Paint(hu, label));
  }

  private double vary(double value, long counter) {
    return value * CounterHash.between(0.94, 1.06, key, counter);
  }

  private Point at(double x, double y, double z) {
    return part(x, y, z);
  }

  /** Parts of the extent. */
  private Point part(double x, double y, double z) {
    return new Point(x * options.extent(0), y * options.extent(1), z * options.extent(2));
  }

  /** In the order in which they are painted. */
  List<Solid> organs() {
    return organs;
  }

  List<Solid> vessels() {
    return vessels;
  }

  List<Solid> lungs() {
    return List.of(right, left);
  }

  /** Whether an organ that is painted after the lungs covers a place. */
  boolean isCovered(Point point) {
    List<Solid> after = organs.subList(organs.indexOf(left) + 1, organs.size());
    return after.stream().anyMatch(organ -> organ.holds(point));
  }
}
