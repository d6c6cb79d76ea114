package org.ibengine.dataset;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ibengine.plan.Balance;
import org.ibengine.plan.PositiveSite;
import org.ibengine.volume.Size3;

/** Some of the instances of a dataset, as {@link SizeExposure} describes them. */
record GroupExposure(
    int instances, long voxels, double medianPatchShare, Map<SamplingRule, Exposure> exposure) {

  /**
   * The groups that occur, in their order.
   *
   * @param patchSize in voxels
   * @param groupOf the group of an instance
   */
  static <K extends Comparable<K>> SortedMap<K, GroupExposure> of(
      List<PositiveSite> sites, Size3 patchSize, Function<PositiveSite, K> groupOf) {
    Map<SamplingRule, double[]> patches = new EnumMap<>(SamplingRule.class);
    for (SamplingRule rule : SamplingRule.values()) {
      patches.put(rule, patches(rule, sites));
    }
    Map<K, List<Integer>> members =
        IntStream.range(0, sites.size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    i -> groupOf.apply(sites.get(i)), TreeMap::new, Collectors.toList()));
    SortedMap<K, GroupExposure> groups = new TreeMap<>();
    members.forEach(
        (key, which) -> {
          long[] voxels = which.stream().mapToLong(i -> sites.get(i).instance().voxels()).toArray();
          Map<SamplingRule, Exposure> shown = new EnumMap<>(SamplingRule.class);
          patches.forEach((rule, all) -> shown.put(rule, exposure(rule, all, which)));
          groups.put(
              key,
              new GroupExposure(
                  voxels.length,
                  Arrays.stream(voxels).sum(),
                  medianShare(voxels, patchSize.voxels()),
                  shown));
        });
    return groups;
  }

  /** Of as many patches as there are instances, how many are drawn for each. */
  private static double[] patches(SamplingRule rule, List<PositiveSite> sites) {
    return switch (rule) {
      case INSTANCE, TUMOUR -> Balance.INSTANCE.exposure(sites, 1);
      case CASE -> new Balance(Balance.Kind.CASE, 1).exposure(sites, 1);
      case VOXEL -> new Balance(Balance.Kind.SIZE, 1).exposure(sites, 1);
      case CASE_VOXEL -> byVoxelOfCase(sites);
    };
  }

  /** A case is drawn as often as it has instances. */
  private static double[] byVoxelOfCase(List<PositiveSite> sites) {
    Map<String, Integer> instances = new HashMap<>();
    Map<String, Long> voxels = new HashMap<>();
    for (PositiveSite site : sites) {
      instances.merge(site.caseName(), 1, Integer::sum);
      voxels.merge(site.caseName(), site.instance().voxels(), Long::sum);
    }
    return sites.stream()
        .mapToDouble(
            site ->
                (double) instances.get(site.caseName())
                    * site.instance().voxels()
                    / voxels.get(site.caseName()))
        .toArray();
  }

  /** A patch shows no more of an instance than it has voxels. */
  private static double medianShare(long[] voxels, long patch) {
    long[] sorted = Arrays.stream(voxels).sorted().toArray();
    return (double) Math.min(sorted[(sorted.length - 1) / 2], patch) / patch;
  }

  private static Exposure exposure(SamplingRule rule, double[] all, List<Integer> members) {
    double patches = 0;
    double neverSeen = 0;
    for (int i : members) {
      patches += all[i];
      neverSeen +=
          rule == SamplingRule.INSTANCE ? 0 : Math.pow(1 - all[i] / all.length, all.length);
    }
    return new Exposure(patches, neverSeen);
  }
}
