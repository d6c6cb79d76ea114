package org.ibengine.synth;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.synth.Chest.Nodule;
import org.ibengine.synth.Solid.Paint;
import org.ibengine.synth.Solid.Point;

/** Puts nodules into lungs, every third one on the surface of its lung, none into another. */
final class NodulePlacer {
  private static final double SMALLEST = 3; // mm
  private static final double LARGEST = 30;
  private static final double APART = 2;
  private static final int SOLID = 45; // HU
  private static final int GROUND_GLASS = -520;
  private static final int ATTEMPTS = 200;

  private final ChestOptions options;
  private final ChestAnatomy anatomy;
  private final long key;

  NodulePlacer(ChestOptions options, ChestAnatomy anatomy, long key) {
    this.options = options;
    this.anatomy = anatomy;
    this.key = key;
  }

  /** So many nodules, or as many as there is room for. */
  List<Nodule> place(int count) {
    List<Nodule> placed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      for (int attempt = 0; attempt < ATTEMPTS && placed.size() <= i; attempt++) {
        Nodule proposed = proposed(i, CounterHash.mix(CounterHash.mix(key, i), attempt));
        if (fits(proposed, placed)) {
          placed.add(proposed);
        }
      }
    }
    return List.copyOf(placed);
  }

  private Nodule proposed(int i, long draw) {
    Solid lung = anatomy.lungs().get((int) (2 * CounterHash.unit(draw, 0)));
    double narrowest = Math.min(lung.radii().x(), Math.min(lung.radii().y(), lung.radii().z()));
    double largest = Math.max(SMALLEST, Math.min(LARGEST, narrowest));
    double diameter = SMALLEST * StrictMath.pow(largest / SMALLEST, CounterHash.unit(draw, 1));
    double shrunk = i % 3 == 2 ? -1 : 0.9;
    return new Nodule(anatomy.inside(lung, shrunk, CounterHash.mix(draw, 2)), round(diameter));
  }

  /** What the list of annotations can say. */
  private static double round(double mm) {
    return Math.rint(mm * 1e6) / 1e6;
  }

  private boolean fits(Nodule nodule, List<Nodule> placed) {
    Point at = nodule.centre();
    boolean inside =
        at.x() > 0
            && at.y() > 0
            && at.z() > 0
            && at.x() < options.extent(0) - options.spacing().x()
            && at.y() < options.extent(1) - options.spacing().y()
            && at.z() < options.extent(2) - options.spacing().z();
    return inside
        && !anatomy.isCovered(at)
        && placed.stream()
            .allMatch(
                other ->
                    at.distance(other.centre())
                        > (nodule.diameter() + other.diameter()) / 2 + APART);
  }

  /** Mostly solid, some like ground glass. */
  Solid solid(Nodule nodule) {
    boolean glass = CounterHash.unit(key, (long) (nodule.diameter() * 1e6)) < 0.2;
    return Solid.ball(
        nodule.centre(),
        nodule.diameter() / 2,
        new Paint(glass ? GROUND_GLASS : SOLID, Paint.KEEP));
  }
}
