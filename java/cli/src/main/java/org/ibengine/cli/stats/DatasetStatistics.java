package org.ibengine.cli.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ibengine.cli.text.Spread;
import org.ibengine.index.CaseIndex;
import org.ibengine.label.Instance;
import org.ibengine.label.SizeBin;
import org.ibengine.plan.Balance;
import org.ibengine.plan.PositiveSite;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * What a dataset holds, and what an epoch of as many instance patches as there are instances would
 * show of it.
 *
 * @param bins size bins that occur, small first
 */
record DatasetStatistics(Size3 patch, List<CaseCounts> cases, List<BinCounts> bins) {

  /** How the instance of a patch is chosen. */
  enum Sampling {
    /** As the engine does: every instance once. */
    INSTANCE,
    /** A random case that has instances, then a random instance of it. */
    CASE,
    /** A random foreground voxel. */
    VOXEL
  }

  /**
   * @param voxels of the volume; 0 where that is unknown
   * @param windows background windows of the dataset's own patch size
   */
  record CaseCounts(
      String name, int instances, long foreground, long voxels, int windows, long smallest) {
    double foregroundRatio() {
      return (double) foreground / voxels;
    }
  }

  /**
   * @param medianRatio of the parts of a patch that its instance can fill, the one in the middle;
   *     never above 1
   * @param exposure what each sampling shows
   */
  record BinCounts(
      SizeBin bin,
      int instances,
      long voxels,
      double medianRatio,
      Map<Sampling, Exposure> exposure) {}

  /**
   * @param patches that show an instance of the bin, on average over epochs
   * @param neverSeen instances of the bin that an epoch does not show, on average over epochs
   */
  record Exposure(double patches, double neverSeen) {}

  static DatasetStatistics of(List<CaseIndex> cases, Size3 patch) {
    List<CaseCounts> counts = cases.stream().map(DatasetStatistics::count).toList();
    List<PositiveSite> sites = new ArrayList<>();
    for (CaseIndex index : cases) {
      Size3 size = index.geometry().size();
      Box whole = new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z()));
      for (Instance instance : index.instances()) {
        sites.add(new PositiveSite(0, index.name(), size, instance, whole));
      }
    }
    return new DatasetStatistics(patch, counts, bins(sites, patch));
  }

  private static CaseCounts count(CaseIndex index) {
    return new CaseCounts(
        index.name(),
        index.instances().size(),
        index.foregroundVoxels(),
        index.geometry().size().voxels(),
        index.windows().size(),
        index.instances().stream().mapToLong(Instance::voxels).min().orElse(0));
  }

  static List<BinCounts> bins(List<PositiveSite> sites, Size3 patch) {
    Map<Sampling, double[]> exposures = new EnumMap<>(Sampling.class);
    exposures.put(Sampling.INSTANCE, Balance.INSTANCE.exposure(sites, 1));
    exposures.put(Sampling.CASE, new Balance(Balance.Kind.CASE, 1).exposure(sites, 1));
    exposures.put(Sampling.VOXEL, new Balance(Balance.Kind.SIZE, 1).exposure(sites, 1));
    Map<SizeBin, List<Integer>> members = new TreeMap<>();
    for (int i = 0; i < sites.size(); i++) {
      SizeBin bin = SizeBin.of(sites.get(i).instance().voxels());
      members.computeIfAbsent(bin, key -> new ArrayList<>()).add(i);
    }
    List<BinCounts> bins = new ArrayList<>();
    members.forEach(
        (bin, which) -> {
          double[] ratios =
              which.stream().mapToDouble(i -> ratio(sites.get(i).instance(), patch)).toArray();
          double[] voxels =
              which.stream().mapToDouble(i -> sites.get(i).instance().voxels()).toArray();
          Map<Sampling, Exposure> shown = new EnumMap<>(Sampling.class);
          exposures.forEach((sampling, all) -> shown.put(sampling, exposure(sampling, all, which)));
          bins.add(
              new BinCounts(
                  bin,
                  voxels.length,
                  (long) Arrays.stream(voxels).sum(),
                  Spread.of(ratios).median(),
                  shown));
        });
    return bins;
  }

  /** A patch shows no more of an instance than it has voxels. */
  private static double ratio(Instance instance, Size3 patch) {
    return (double) Math.min(instance.voxels(), patch.voxels()) / patch.voxels();
  }

  /** Case and voxel sampling draw with replacement: n draws miss what has share p (1 − p)^n. */
  private static Exposure exposure(Sampling sampling, double[] all, List<Integer> which) {
    double patches = 0;
    double neverSeen = 0;
    for (int i : which) {
      patches += all[i];
      neverSeen +=
          sampling == Sampling.INSTANCE ? 0 : Math.pow(1 - all[i] / all.length, all.length);
    }
    return new Exposure(patches, neverSeen);
  }

  int instances() {
    return cases.stream().mapToInt(CaseCounts::instances).sum();
  }

  long foreground() {
    return cases.stream().mapToLong(CaseCounts::foreground).sum();
  }

  long voxels() {
    return cases.stream().mapToLong(CaseCounts::voxels).sum();
  }
}
