package org.ibengine.place;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.volume.VoxelBits;

/** Makes the tests that planes of windows are run through, once each. */
final class CornerTests {

  private CornerTests() {}

  /** Of all rules, in the order in which they are cheapest. */
  static List<CornerTest> of(WindowRules rules, WindowGrid grid, VoxelBits foreground) {
    List<CornerTest> tests = new ArrayList<>();
    rules.masks().forEach(held -> tests.add(holding(held, grid)));
    if (!rules.range().equals(WindowRules.Range.ALL)) {
      DistancePlanes distances = new DistancePlanes(foreground, grid);
      tests.add((z, plane) -> keep(plane, rules.range(), distances.squared(z)));
    }
    rules.body().ifPresent(body -> tests.add(body(body, grid)));
    return tests;
  }

  /** Last: it counts what is left out of windows that meet all else. */
  private static CornerTest body(WindowRules.Body body, WindowGrid grid) {
    long least = grid.atLeast(body.share());
    long[] counts = new long[grid.corners().x()];
    return (z, plane) -> {
      int[] counted = {-1}; // the row
      long[] left = {0};
      plane.forEach(
          (x, y) -> {
            if (counted[0] != y) {
              counted[0] = y;
              body.counts().of(y, z, counts);
            }
            if (counts[x] < least) {
              plane.clear(x, y);
              left[0]++;
            }
          });
      body.leftOut().accept(left[0]);
    };
  }

  private static CornerTest holding(WindowRules.Held held, WindowGrid grid) {
    BoxCounts counts = new BoxCounts(held.mask(), grid);
    long least = grid.atLeast(held.share());
    return (z, plane) -> keep(plane, counts.at(z), least);
  }

  private static void keep(CornerPlane plane, WindowRules.Range range, double[] squared) {
    plane.forEach(
        (x, y) -> {
          if (!range.holds(Math.sqrt(squared[y * plane.width() + x]))) {
            plane.clear(x, y);
          }
        });
  }

  private static void keep(CornerPlane plane, int[] counts, long least) {
    plane.forEach(
        (x, y) -> {
          if (counts[y * plane.width() + x] < least) {
            plane.clear(x, y);
          }
        });
  }
}
