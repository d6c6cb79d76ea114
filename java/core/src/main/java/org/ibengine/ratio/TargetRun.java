package org.ibengine.ratio;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.place.BoxCounts;
import org.ibengine.place.WindowGrid;
import org.ibengine.place.WindowStarts;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.work.CaseFailure;
import org.ibengine.work.CaseJob;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.CaseProgress;
import org.ibengine.work.Progress;

/**
 * Counts the foreground of sliding windows, a quarter of each overlapping the next as {@link
 * WindowStarts} places them. Memory of a case: the planes of its label map that are being read, a
 * bit per voxel and 8 bytes per voxel of a plane. Thread-safe.
 */
public final class TargetRun {
  private final Backend backend;

  /**
   * @param backend whose memory label maps are read into; remains the caller's
   */
  public TargetRun(Backend backend) {
    this.backend = backend;
  }

  /**
   * What was found.
   *
   * @param sizes windows of all cases that went well, in the order asked for; empty if there are
   *     none
   * @param failures of the other cases
   */
  public record Found(List<TargetWindows> sizes, List<CaseFailure> failures) {
    public Found {
      sizes = List.copyOf(sizes);
      failures = List.copyOf(failures);
    }
  }

  /**
   * Looks at every case, even if one fails; blocks until done.
   *
   * @param ranges for each size the ratios of all placements in the cases of training
   * @param limits how many cases at a time, within which memory
   */
  public Found run(
      List<RatioCase> cases, List<SizeRange> ranges, CaseJobs.Limits limits, Progress progress) {
    List<Count> jobs = cases.stream().map(item -> new Count(item, ranges)).toList();
    CaseJobs.Outcome<List<TargetWindows>> outcome = CaseJobs.run(jobs, limits, progress);
    List<TargetWindows> all = new ArrayList<>();
    for (int i = 0; i < ranges.size() && !outcome.results().isEmpty(); i++) {
      int size = i;
      outcome.results().stream()
          .map(one -> one.get(size))
          .reduce(TargetWindows::and)
          .ifPresent(all::add);
    }
    return new Found(all, outcome.failures());
  }

  /** A size, and what all its placements hold in the cases of training. */
  public record SizeRange(PatchExtent size, UniformRatios ratios) {}

  private final class Count implements CaseJob<List<TargetWindows>> {
    private final RatioCase item;
    private final List<SizeRange> ranges;

    Count(RatioCase item, List<SizeRange> ranges) {
      this.item = item;
      this.ranges = ranges;
    }

    @Override
    public String name() {
      return item.name();
    }

    @Override
    public long share() {
      return ranges.size();
    }

    @Override
    public long bytes() {
      Size3 size = item.geometry().size();
      long plane = (long) size.x() * size.y();
      return Foreground.bytes(size) + Math.max(item.readingBytes(), 2 * Integer.BYTES * plane);
    }

    @Override
    public List<TargetWindows> run(CaseProgress progress) {
      RatioCase.Loaded loaded = item.read(backend);
      List<TargetWindows> found = new ArrayList<>();
      for (SizeRange range : ranges) {
        found.add(count(loaded.foreground(), loaded.spacing(), range));
        progress.reached((double) found.size() / ranges.size());
      }
      return found;
    }
  }

  private static TargetWindows count(
      Foreground foreground, Geometry.Spacing spacing, SizeRange range) {
    Size3 window = range.size().voxels(spacing);
    WindowGrid grid = new WindowGrid(foreground.size(), spacing, window);
    BoxCounts planes = new BoxCounts(foreground, grid);
    int[] alongX = starts(grid, 0);
    int[] alongY = starts(grid, 1);
    TargetWindows.Tally tally = new TargetWindows.Tally(range.ratios());
    for (int z : starts(grid, 2)) {
      int[] counts = planes.at(z);
      for (int y : alongY) {
        for (int x : alongX) {
          tally.add((double) counts[y * grid.corners().x() + x] / window.voxels());
        }
      }
    }
    return tally.result(foreground.ratio());
  }

  /** Where a volume is shorter than the window, its one window holds it whole, as a placement. */
  private static int[] starts(WindowGrid grid, int axis) {
    return WindowStarts.of(grid.volume().get(axis), grid.patch().get(axis)).starts();
  }
}
