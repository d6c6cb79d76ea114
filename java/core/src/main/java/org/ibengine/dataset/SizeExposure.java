package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ibengine.label.SizeBin;
import org.ibengine.plan.Balance;
import org.ibengine.plan.PositiveSite;
import org.ibengine.volume.Size3;

/**
 * The instances of one size class, and what an epoch of as many patches of instances as there are
 * instances shows of them under each {@link SamplingRule}. With N instances of all sizes, of which
 * instance i has v<sub>i</sub> voxels and lies in a case of n<sub>i</sub> instances, one of C cases
 * that have any, the chance p<sub>i</sub> that a patch is drawn for i is
 *
 * <ul>
 *   <li>{@code CASE}: 1 / (C · n<sub>i</sub>);
 *   <li>{@code VOXEL}: v<sub>i</sub> / Σ<sub>j</sub> v<sub>j</sub>.
 * </ul>
 *
 * Both draw with replacement: of N patches N · p<sub>i</sub> show instance i on average, and none
 * does with probability (1 − p<sub>i</sub>)<sup>N</sup>, the binomial law. {@code INSTANCE} shows
 * every instance exactly once. Immutable, so thread-safe.
 *
 * @param instances how many there are, at least 1
 * @param voxels of all of them together
 * @param medianPatchShare median over the instances of min(v<sub>i</sub>, patch) / patch, in
 *     voxels: what part of a patch its own instance can fill. In (0, 1]; of an even number of
 *     instances the lower of the two in the middle
 * @param exposure by every rule
 */
public record SizeExposure(
    SizeBin bin,
    int instances,
    long voxels,
    double medianPatchShare,
    Map<SamplingRule, Exposure> exposure) {

  public SizeExposure {
    exposure = Collections.unmodifiableMap(new EnumMap<>(exposure));
  }

  /**
   * Of these instances, as those of {@link org.ibengine.plan.PatchPool#positives}.
   *
   * @param patchSize in voxels
   * @return one for each size class that occurs, small first; empty of no instance
   */
  public static List<SizeExposure> of(List<PositiveSite> sites, Size3 patchSize) {
    Map<SamplingRule, double[]> patches = new EnumMap<>(SamplingRule.class);
    for (SamplingRule rule : SamplingRule.values()) {
      patches.put(rule, balance(rule).exposure(sites, 1));
    }
    Map<SizeBin, List<Integer>> members =
        IntStream.range(0, sites.size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    i -> SizeBin.of(sites.get(i).instance().voxels()),
                    TreeMap::new,
                    Collectors.toList()));
    List<SizeExposure> sizes = new ArrayList<>();
    members.forEach(
        (bin, which) -> {
          long[] voxels = which.stream().mapToLong(i -> sites.get(i).instance().voxels()).toArray();
          Map<SamplingRule, Exposure> shown = new EnumMap<>(SamplingRule.class);
          patches.forEach((rule, all) -> shown.put(rule, exposure(rule, all, which)));
          sizes.add(
              new SizeExposure(
                  bin,
                  voxels.length,
                  Arrays.stream(voxels).sum(),
                  medianShare(voxels, patchSize.voxels()),
                  shown));
        });
    return sizes;
  }

  private static Balance balance(SamplingRule rule) {
    return switch (rule) {
      case INSTANCE -> Balance.INSTANCE;
      case CASE -> new Balance(Balance.Kind.CASE, 1);
      case VOXEL -> new Balance(Balance.Kind.SIZE, 1);
    };
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
