package org.ibengine.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ibengine.label.Instance;
import org.ibengine.place.BoxCounts;
import org.ibengine.place.WindowGrid;
import org.ibengine.volume.Size3;

/**
 * All placements of one size in one case, plane by plane of corners: a few operations per voxel and
 * memory for some planes, whatever the size of the patch. Exact. Not thread-safe.
 */
final class PlacementScan {
  private final String caseName;
  private final Foreground foreground;
  private final List<Instance> instances;
  private final WindowGrid grid;
  private final CountHistogram counts = new CountHistogram();
  private final BoxSums boxes;
  private final VoxelDraws draws;

  PlacementScan(RatioCase.Loaded item, Size3 patch) {
    this.caseName = item.name();
    this.foreground = item.foreground();
    this.instances = item.instances();
    this.grid = new WindowGrid(foreground.size(), item.spacing(), patch);
    this.boxes = new BoxSums(instances, grid);
    this.draws = new VoxelDraws(foreground, grid);
  }

  /** Bytes of memory that a scan takes at most, besides what it is made of. */
  static long bytes(WindowGrid grid) {
    long plane = (long) grid.volume().x() * grid.volume().y();
    return 2 * Integer.BYTES * plane
        + BoxSums.bytes(grid.corners())
        + CountHistogram.bytes(grid.voxels());
  }

  /** Looks at every placement, once; the counts go into the pool, too. */
  PatchRatios run(RatioPool pool) {
    BoxCounts planes = new BoxCounts(foreground, grid);
    for (int z = 0; z < grid.corners().z(); z++) {
      int[] plane = planes.at(z);
      counts.add(plane);
      boxes.add(z, plane);
      draws.add(z, plane);
    }
    RatioPool alone = new RatioPool();
    alone.add(patchVoxels(), counts);
    pool.add(patchVoxels(), counts);
    return new PatchRatios(
        grid.patch(),
        foreground.voxels(),
        alone.ratios(),
        containment(),
        jitter(),
        voxel(),
        background(),
        (double) draws.otherZero(counts.at(0)) / otherVoxels());
  }

  private long patchVoxels() {
    return grid.patch().voxels();
  }

  private long otherVoxels() {
    return foreground.size().voxels() - foreground.voxels();
  }

  private Containment containment() {
    double placements = counts.total();
    long fitting = 0;
    double shares = 0;
    List<Long> first = new ArrayList<>();
    List<Containment.TooLong> tooLong = new ArrayList<>();
    for (Instance instance : instances) {
      long whole = Holding.placements(instance, grid);
      shares += whole / placements;
      if (first.size() < Means.FIRST) {
        first.add(whole);
      }
      if (Holding.fits(instance.box(), grid.patch())) {
        fitting++;
      } else {
        tooLong.add(new Containment.TooLong(caseName, instance.id(), instance.box().size()));
      }
    }
    return new Containment(fitting, instances.size(), shares, first, tooLong);
  }

  private Optional<Means> jitter() {
    if (instances.isEmpty()) {
      return Optional.empty();
    }
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    List<Double> first = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      double mean = boxes.mean(i) / patchVoxels();
      sum += mean;
      least = Math.min(least, mean);
      most = Math.max(most, mean);
      if (first.size() < Means.FIRST) {
        first.add(mean);
      }
    }
    return Optional.of(new Means(sum, instances.size(), least, most, first));
  }

  private Optional<Means> voxel() {
    if (foreground.voxels() == 0) {
      return Optional.empty();
    }
    double voxels = patchVoxels();
    return Optional.of(
        new Means(
            draws.sum() / voxels,
            foreground.voxels(),
            draws.least() / voxels,
            draws.most() / voxels,
            List.of()));
  }

  private Optional<Means> background() {
    if (foreground.voxels() == 0 || otherVoxels() == 0) {
      return Optional.empty();
    }
    double sum = draws.otherSum(counts.sum()) / (double) patchVoxels();
    return Optional.of(new Means(sum, otherVoxels(), Double.NaN, Double.NaN, List.of()));
  }
}
