package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ibengine.label.SizeBin;
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
 *   <li>{@code VOXEL}: v<sub>i</sub> / Σ<sub>j</sub> v<sub>j</sub>;
 *   <li>{@code TUMOUR}: 1 / N;
 *   <li>{@code CASE_VOXEL}: n<sub>i</sub> / N · v<sub>i</sub> / Σ<sub>j of its case</sub>
 *       v<sub>j</sub>.
 * </ul>
 *
 * These draw with replacement: of N patches N · p<sub>i</sub> show instance i on average, and none
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
    List<SizeExposure> sizes = new ArrayList<>();
    GroupExposure.of(sites, patchSize, site -> SizeBin.of(site.instance().voxels()))
        .forEach(
            (bin, group) ->
                sizes.add(
                    new SizeExposure(
                        bin,
                        group.instances(),
                        group.voxels(),
                        group.medianPatchShare(),
                        group.exposure())));
    return sizes;
  }
}
