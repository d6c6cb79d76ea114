package org.ibengine.place;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ibengine.label.Runs;
import org.ibengine.place.WindowRules.Range;
import org.ibengine.volume.Index3;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelBits;

/**
 * Finds all windows of a volume that hold no foreground and meet rules, plane by plane of corners.
 * Holds two bits per voxel. Exact. Not thread-safe.
 */
public final class WindowSearch {
  private final WindowGrid grid;
  private final VoxelBits foreground;
  private final VoxelBits taken; // corners of windows that hold foreground

  /**
   * @param foreground inside the volume
   * @throws ArithmeticException of a volume of 2^37 voxels or more
   */
  public WindowSearch(WindowGrid grid, Runs foreground) {
    this.grid = grid;
    this.foreground = bits(foreground, grid.volume());
    this.taken = bits(foreground, grid.volume());
    taken.growBackwards(grid.patch());
  }

  private static VoxelBits bits(Runs runs, Size3 volume) {
    VoxelBits bits = VoxelBits.none(volume);
    for (int run = 0; run < runs.count(); run++) {
      bits.setRun(runs.xBegin(run), runs.xEnd(run), runs.y(run), runs.z(run));
    }
    return bits;
  }

  /** Corners of all windows that are free and meet the rules, in {@link WindowGrid#corners}. */
  public IndexRuns free(WindowRules rules) {
    Size3 corners = grid.corners();
    IndexRuns.Builder found = new IndexRuns.Builder(corners);
    List<CornerTest> tests = CornerTests.of(rules, grid, foreground);
    CornerPlane plane = new CornerPlane(corners.x(), corners.y());
    for (int z = 0; z < corners.z(); z++) {
      plane.setAllBut(taken, z);
      if (!plane.isEmpty()) {
        for (CornerTest test : tests) {
          test.keep(z, plane);
        }
        plane.addTo(found, z);
      }
    }
    return found.build();
  }

  /**
   * Those of the windows that are free and meet the rules, in their order.
   *
   * @param windows corners in {@link WindowGrid#corners}, none twice
   */
  public List<Index3> among(List<Index3> windows, WindowRules rules) {
    List<CornerTest> tests = CornerTests.of(rules, grid, foreground);
    CornerPlane plane = new CornerPlane(grid.corners().x(), grid.corners().y());
    Set<Index3> kept = new HashSet<>();
    Map<Integer, List<Index3>> byPlane =
        windows.stream()
            .collect(Collectors.groupingBy(Index3::z, TreeMap::new, Collectors.toList()));
    byPlane.forEach(
        (z, ofPlane) -> {
          plane.setOnly(ofPlane);
          plane.remove(taken, z);
          tests.forEach(test -> test.keep(z, plane));
          ofPlane.stream().filter(at -> plane.get(at.x(), at.y())).forEach(kept::add);
        });
    return windows.stream().filter(kept::contains).toList();
  }

  /**
   * The smallest and the largest distance of a free window that meets all but the range; empty if
   * there is no such window, or no foreground.
   */
  public Optional<Range> distancesMm(WindowRules rules) {
    double[] smallest = {Double.POSITIVE_INFINITY};
    double[] largest = {0};
    DistancePlanes distances = new DistancePlanes(foreground, grid);
    List<CornerTest> tests = CornerTests.of(rules.range(Range.ALL), grid, foreground);
    CornerPlane plane = new CornerPlane(grid.corners().x(), grid.corners().y());
    for (int z = 0; z < grid.corners().z(); z++) {
      plane.setAllBut(taken, z);
      for (CornerTest test : tests) {
        test.keep(z, plane);
      }
      double[] squared = distances.squared(z);
      plane.forEach(
          (x, y) -> {
            smallest[0] = Math.min(smallest[0], squared[y * plane.width() + x]);
            largest[0] = Math.max(largest[0], squared[y * plane.width() + x]);
          });
    }
    return Double.isInfinite(smallest[0])
        ? Optional.empty()
        : Optional.of(new Range(Math.sqrt(smallest[0]), Math.sqrt(largest[0])));
  }
}
