package org.ibengine.synth;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.synth.Lesion.Contact;
import org.ibengine.synth.Lesion.HalfAxes;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * Puts lesions into a body so that how they touch is known by construction: in groups of one or
 * two, groups at least one voxel apart in every direction.
 */
final class LesionPlacer {
  private static final int ATTEMPTS = 2000;

  /** Groups in the order in which they are placed, again and again. */
  private enum Kind {
    ALONE,
    FACE_PAIR,
    AT_BORDER,
    CORNER_PAIR,
    EDGE_PAIR
  }

  private static final List<Kind> CYCLE =
      List.of(
          Kind.ALONE,
          Kind.FACE_PAIR,
          Kind.AT_BORDER,
          Kind.CORNER_PAIR,
          Kind.ALONE,
          Kind.EDGE_PAIR,
          Kind.ALONE,
          Kind.ALONE,
          Kind.ALONE,
          Kind.ALONE);

  private final PhantomOptions options;
  private final Anatomy anatomy;
  private final long key;
  private final List<Lesion> placed = new ArrayList<>();

  private LesionPlacer(PhantomOptions options, Anatomy anatomy, long key) {
    this.options = options;
    this.anatomy = anatomy;
    this.key = key;
  }

  /**
   * @throws IllegalArgumentException if the volume has no room for so many, so large lesions
   */
  static List<Lesion> place(PhantomOptions options, Anatomy anatomy, long key) {
    LesionPlacer placer = new LesionPlacer(options, anatomy, key);
    for (int group = 0; placer.placed.size() < options.lesions(); group++) {
      placer.placeGroup(group);
    }
    return List.copyOf(placer.placed);
  }

  private void placeGroup(int group) {
    Kind kind = CYCLE.get(group % CYCLE.size());
    boolean pair = kind == Kind.FACE_PAIR || kind == Kind.EDGE_PAIR || kind == Kind.CORNER_PAIR;
    if (pair && placed.size() + 2 > options.lesions()) {
      kind = Kind.ALONE;
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Draw draw = new Draw(CounterHash.mix(CounterHash.mix(key, group), attempt));
      List<Lesion> lesions = propose(kind, group, draw);
      if (lesions.stream().allMatch(lesion -> fits(lesion, group))) {
        placed.addAll(lesions);
        return;
      }
    }
    throw new IllegalArgumentException(
        Text.format(
                "lesions must fit one voxel apart: placed %d of %d with radii up to %s mm in %s; ",
                placed.size(), options.lesions(), options.radius().maxMm(), options.size())
            + "ask for fewer, smaller ones or a larger size");
  }

  private List<Lesion> propose(Kind kind, int group, Draw draw) {
    return switch (kind) {
      case ALONE -> List.of(alone(group, inside(draw), draw));
      case AT_BORDER -> List.of(alone(group, onBorder(draw), draw));
      case FACE_PAIR -> pair(group, Contact.FACE, draw);
      case EDGE_PAIR -> pair(group, Contact.EDGE, draw);
      case CORNER_PAIR -> pair(group, Contact.CORNER, draw);
    };
  }

  /** The very first has the smallest radius asked for, so that it occurs. */
  private Lesion alone(int group, Index3 centre, Draw draw) {
    HalfAxes axes = group == 0 ? smallest() : halfAxes(draw);
    return new Lesion(placed.size() + 1, group, centre, axes, Contact.NONE);
  }

  /**
   * Two lesions side by side in x. Whole half axes in x make each end in a tip of one voxel, so the
   * two tips are all that meets: face to face, or shifted by one voxel in y, or in y and z.
   */
  private List<Lesion> pair(int group, Contact contact, Draw draw) {
    HalfAxes a = tipped(halfAxes(draw));
    HalfAxes b = tipped(halfAxes(draw));
    Index3 centre = inside(draw);
    Index3 other =
        new Index3(
            centre.x() + a.reachX() + b.reachX() + 1,
            centre.y() + (contact == Contact.FACE ? 0 : 1),
            centre.z() + (contact == Contact.CORNER ? 1 : 0));
    int id = placed.size() + 1;
    return List.of(
        new Lesion(id, group, centre, a, contact), new Lesion(id + 1, group, other, b, contact));
  }

  private static HalfAxes tipped(HalfAxes axes) {
    if (axes.reachX() == 0) {
      return new HalfAxes(Lesion.SINGLE, Lesion.SINGLE, Lesion.SINGLE);
    }
    return new HalfAxes(axes.reachX(), axes.y(), axes.z());
  }

  private HalfAxes smallest() {
    return voxels(options.radius().minMm(), 1, 1, 1);
  }

  private HalfAxes halfAxes(Draw draw) {
    double min = options.radius().minMm();
    double radius = min * StrictMath.pow(options.radius().maxMm() / min, draw.unit());
    return voxels(radius, draw.between(0.75, 1), draw.between(0.75, 1), draw.between(0.75, 1));
  }

  private HalfAxes voxels(double radiusMm, double x, double y, double z) {
    return new HalfAxes(
        Math.max(Lesion.SINGLE, radiusMm * x / options.spacing().x()),
        Math.max(Lesion.SINGLE, radiusMm * y / options.spacing().y()),
        Math.max(Lesion.SINGLE, radiusMm * z / options.spacing().z()));
  }

  private Index3 inside(Draw draw) {
    Size3 size = options.size();
    return new Index3(draw.below(size.x()), draw.below(size.y()), draw.below(size.z()));
  }

  /** A random voxel moved to one of the six faces of the volume. */
  private Index3 onBorder(Draw draw) {
    Index3 voxel = inside(draw);
    Size3 size = options.size();
    return switch (draw.below(6)) {
      case 0 -> new Index3(0, voxel.y(), voxel.z());
      case 1 -> new Index3(size.x() - 1, voxel.y(), voxel.z());
      case 2 -> new Index3(voxel.x(), 0, voxel.z());
      case 3 -> new Index3(voxel.x(), size.y() - 1, voxel.z());
      case 4 -> new Index3(voxel.x(), voxel.y(), 0);
      default -> new Index3(voxel.x(), voxel.y(), size.z() - 1);
    };
  }

  private boolean fits(Lesion lesion, int group) {
    boolean border = CYCLE.get(group % CYCLE.size()) == Kind.AT_BORDER;
    return (border || isInside(lesion)) && isApart(lesion, group);
  }

  private boolean isInside(Lesion lesion) {
    Box box = lesion.reachBox(0);
    Size3 size = options.size();
    Index3 centre = lesion.centre();
    return box.begin().x() >= 0
        && box.begin().y() >= 0
        && box.begin().z() >= 0
        && box.end().x() <= size.x()
        && box.end().y() <= size.y()
        && box.end().z() <= size.z()
        && anatomy.inBody(centre.x(), centre.y(), centre.z());
  }

  private boolean isApart(Lesion lesion, int group) {
    Box box = lesion.reachBox(1);
    return placed.stream()
        .noneMatch(other -> other.group() != group && meet(box, other.reachBox(0)));
  }

  private static boolean meet(Box a, Box b) {
    return a.begin().x() < b.end().x()
        && b.begin().x() < a.end().x()
        && a.begin().y() < b.end().y()
        && b.begin().y() < a.end().y()
        && a.begin().z() < b.end().z()
        && b.begin().z() < a.end().z();
  }

  /** A stream of random numbers for one attempt. */
  private static final class Draw {
    private final long key;
    private long counter;

    Draw(long key) {
      this.key = key;
    }

    double unit() {
      return CounterHash.unit(key, counter++);
    }

    double between(double low, double high) {
      return low + (high - low) * unit();
    }

    int below(int bound) {
      return (int) (unit() * bound);
    }
  }
}
