package org.ibengine.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.ibengine.backend.Backend;
import org.ibengine.place.WindowGrid;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Size3;
import org.ibengine.work.CaseFailure;
import org.ibengine.work.CaseJob;
import org.ibengine.work.CaseJobs;
import org.ibengine.work.CaseProgress;
import org.ibengine.work.Progress;
import org.ibengine.work.Workers;

/**
 * Scans cases side by side, and the sizes of a case, too. Exact: no result depends on threads or
 * memory. A case takes the planes of its label map that are being read (8 MiB), a bit per voxel,
 * and for each size that is scanned at the same time 24 bytes per voxel of a plane and 16 per voxel
 * of a patch; all cases together take 8 bytes for each number of foreground voxels up to the
 * largest, for each size and, in mm, for each number of voxels that it has in a case. Thread-safe.
 */
public final class RatioRun {
  private final Backend backend;
  private final int threads;

  /**
   * @param backend whose memory label maps are read into; remains the caller's
   * @param threads that scan, at least 1
   */
  public RatioRun(Backend backend, int threads) {
    this.backend = backend;
    this.threads = threads;
  }

  /**
   * What was found.
   *
   * @param cases that went well, in their order
   * @param sizes of all these together, in the order asked for; empty if there are no cases
   * @param failures of the others, in their order
   */
  public record Found(List<CaseRatios> cases, List<PatchRatios> sizes, List<CaseFailure> failures) {
    public Found {
      cases = List.copyOf(cases);
      sizes = List.copyOf(sizes);
      failures = List.copyOf(failures);
    }
  }

  /**
   * Scans every case, even if one fails; blocks until done.
   *
   * @param sizes of patches
   * @param limits how many cases at a time, within which memory
   * @param progress hears of voxels
   */
  public Found run(
      List<RatioCase> cases, List<PatchExtent> sizes, CaseJobs.Limits limits, Progress progress) {
    List<RatioPool> pools = sizes.stream().map(size -> new RatioPool()).toList();
    try (Workers workers = new Workers(threads)) {
      List<Scan> jobs = cases.stream().map(item -> new Scan(item, sizes, pools, workers)).toList();
      CaseJobs.Outcome<CaseRatios> outcome = CaseJobs.run(jobs, limits, progress);
      List<CaseRatios> found = outcome.results();
      List<PatchRatios> all = new ArrayList<>();
      for (int i = 0; i < sizes.size() && !found.isEmpty(); i++) {
        int size = i;
        List<PatchRatios> each = found.stream().map(item -> item.sizes().get(size)).toList();
        all.add(RatioTally.of(each, pools.get(i).ratios()));
      }
      return new Found(found, all, outcome.failures());
    }
  }

  private final class Scan implements CaseJob<CaseRatios> {
    private final RatioCase item;
    private final List<PatchExtent> sizes;
    private final List<RatioPool> pools;
    private final Workers workers;

    Scan(RatioCase item, List<PatchExtent> sizes, List<RatioPool> pools, Workers workers) {
      this.item = item;
      this.sizes = sizes;
      this.pools = pools;
      this.workers = workers;
    }

    @Override
    public String name() {
      return item.name();
    }

    @Override
    public long share() {
      return sizes.size();
    }

    @Override
    public long bytes() {
      Geometry geometry = item.geometry();
      long most =
          patches(geometry.spacing()).stream()
              .map(patch -> new WindowGrid(geometry.size(), geometry.spacing(), patch))
              .mapToLong(PlacementScan::bytes)
              .max()
              .orElseThrow();
      return Foreground.bytes(geometry.size())
          + Math.max(item.readingBytes(), Math.min(threads, sizes.size()) * most);
    }

    private List<Size3> patches(Geometry.Spacing spacing) {
      return sizes.stream().map(size -> size.voxels(spacing)).toList();
    }

    @Override
    public CaseRatios run(CaseProgress progress) {
      RatioCase.Loaded loaded = item.read(backend);
      List<Size3> patches = patches(loaded.spacing());
      List<CompletableFuture<PatchRatios>> scans =
          IntStream.range(0, patches.size())
              .mapToObj(i -> workers.compute(() -> scan(loaded, patches.get(i), pools.get(i))))
              .toList();
      List<PatchRatios> found = Workers.awaitAll(scans);
      return new CaseRatios(item.name(), item.geometry(), loaded.foreground().ratio(), found);
    }

    private PatchRatios scan(RatioCase.Loaded loaded, Size3 patch, RatioPool pool) {
      return new PlacementScan(loaded, patch).run(pool);
    }
  }
}
