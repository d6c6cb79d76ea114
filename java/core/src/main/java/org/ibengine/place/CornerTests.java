package org.ibengine.place;

import java.util.ArrayList;
import java.util.List;

/** Makes the tests that planes of windows are run through, once each. */
final class CornerTests {
  private static final double SLACK = 1e-9;

  private CornerTests() {}

  /** Of all rules, in the order in which they are cheapest. */
  static List<CornerTest> of(WindowRules rules, WindowGrid grid, VoxelBits foreground) {
    List<CornerTest> tests = new ArrayList<>();
    rules.masks().forEach(held -> tests.add(holding(held, grid)));
    if (!rules.range().equals(WindowRules.Range.ALL)) {
      DistancePlanes distances = new DistancePlanes(foreground, grid);
      tests.add((z, plane) -> keep(plane, rules.range(), distances.squared(z)));
    }
    return tests;
  }

  private static CornerTest holding(WindowRules.Held held, WindowGrid grid) {
    BoxCounts counts = new BoxCounts(held.mask(), grid);
    long least = (long) Math.ceil(held.share() * grid.voxels() - SLACK);
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
