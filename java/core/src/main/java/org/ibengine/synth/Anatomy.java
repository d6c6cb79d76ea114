package org.ibengine.synth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.volume.Size3;

/**
 * A body of ellipsoids: trunk, head, limbs cut by the field of view, organs inside. Shapes vary by
 * case. Immutable; safe to share between threads.
 */
final class Anatomy {
  /** x and y run over [−1, 1] across the field of view, z over [0, 1] from thighs to head. */
  private record Part(String tissue, double[] centre, double[] radii) {}

  private static final List<Part> BODY =
      List.of(
          part("muscle", 0, 0, 0.52, 0.694, 0.853, 0.34),
          part("muscle", 0, 0, 0.9, 0.314, 0.558, 0.11),
          part("muscle", 0, 0, 0.8, 0.179, 0.31, 0.12),
          part("muscle", -0.29, 0, 0.1, 0.28, 0.465, 0.42),
          part("muscle", 0.29, 0, 0.1, 0.28, 0.465, 0.42),
          part("muscle", -0.86, 0, 0.55, 0.13, 0.279, 0.3),
          part("muscle", 0.86, 0, 0.55, 0.13, 0.279, 0.3));

  private static final List<Part> ORGANS =
      List.of(
          part("brain", 0, 0, 0.905, 0.23, 0.465, 0.085),
          part("lung", -0.28, -0.078, 0.66, 0.21, 0.512, 0.13),
          part("lung", 0.28, -0.078, 0.66, 0.21, 0.512, 0.13),
          part("heart", -0.08, -0.186, 0.62, 0.15, 0.279, 0.055),
          part("liver", 0.24, -0.078, 0.5, 0.28, 0.527, 0.065),
          part("spleen", -0.38, 0.155, 0.5, 0.12, 0.232, 0.04),
          part("kidney", -0.24, 0.372, 0.43, 0.08, 0.155, 0.04),
          part("kidney", 0.24, 0.372, 0.43, 0.08, 0.155, 0.04),
          part("fluid", 0, -0.155, 0.26, 0.14, 0.232, 0.035),
          part("bone", 0, 0.558, 0.52, 0.07, 0.139, 0.32),
          part("bone", -0.29, 0, 0.1, 0.06, 0.109, 0.33),
          part("bone", 0.29, 0, 0.1, 0.06, 0.109, 0.33));

  private final Size3 size;
  private final List<Part> body;
  private final List<Part> organs;

  Anatomy(Size3 size, long key) {
    this.size = size;
    this.body = varied(BODY, CounterHash.mix(key, 0));
    this.organs = varied(ORGANS, CounterHash.mix(key, 1));
  }

  private static Part part(
      String tissue, double cx, double cy, double cz, double rx, double ry, double rz) {
    return new Part(tissue, new double[] {cx, cy, cz}, new double[] {rx, ry, rz});
  }

  private static List<Part> varied(List<Part> parts, long key) {
    List<Part> varied = new ArrayList<>();
    for (Part part : parts) {
      double[] radii = part.radii().clone();
      for (int axis = 0; axis < 3; axis++) {
        radii[axis] *= CounterHash.between(0.9, 1.1, key, varied.size() * 3L + axis);
      }
      varied.add(new Part(part.tissue(), part.centre(), radii));
    }
    return List.copyOf(varied);
  }

  boolean inBody(int x, int y, int z) {
    return body.stream().anyMatch(part -> reach(part, 0, x, reach(part, y, z)) > 0);
  }

  /** Paints row (y, z): the signal of each tissue, 0 in air; {@code noise} where there is body. */
  void row(int y, int z, Contrast contrast, float[] signal, float[] noise) {
    Arrays.fill(signal, 0);
    Arrays.fill(noise, 0);
    for (Part part : body) {
      paint(part, y, z, contrast.signal(part.tissue()), signal);
      paint(part, y, z, contrast.noise(), noise);
    }
    for (Part part : organs) {
      paint(part, y, z, contrast.signal(part.tissue()), signal);
    }
  }

  private void paint(Part part, int y, int z, float value, float[] row) {
    double rest = reach(part, y, z);
    if (rest <= 0) {
      return;
    }
    double half = Math.sqrt(rest) * part.radii()[0];
    int begin = (int) Math.ceil(voxel(part.centre()[0] - half));
    int end = (int) Math.floor(voxel(part.centre()[0] + half)) + 1;
    begin = Math.max(0, begin);
    end = Math.min(size.x(), end);
    if (begin < end) {
      Arrays.fill(row, begin, end, value);
    }
  }

  /** What the y and z terms leave of 1 for the x term. */
  private double reach(Part part, int y, int z) {
    double rest = reach(part, 1, y, 1);
    return reach(part, 2, z, rest);
  }

  private double reach(Part part, int axis, int index, double rest) {
    double distance = (position(axis, index) - part.centre()[axis]) / part.radii()[axis];
    return rest - distance * distance;
  }

  private double position(int axis, int index) {
    double unit = (index + 0.5) / size.get(axis);
    return axis == 2 ? unit : 2 * unit - 1;
  }

  private double voxel(double x) {
    return (x + 1) / 2 * size.x() - 0.5;
  }
}
