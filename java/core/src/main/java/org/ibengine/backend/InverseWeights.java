package org.ibengine.backend;

import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/** The weight of every id of one patch, as {@link org.ibengine.backend.WeightKind} defines it. */
final class InverseWeights {
  private final WeightRule rule;
  private final SortedMap<Integer, Long> counts;
  private final ByteBuffer wholeVoxels;
  private final double voxels;
  private final double foreground;
  private final double visible;

  /**
   * @param counts voxels of each id in the patch, 0 being background
   */
  InverseWeights(WeightRule rule, InstanceMap instances, SortedMap<Integer, Long> counts) {
    this.rule = rule;
    this.counts = counts;
    this.wholeVoxels = ReferenceCode.bytesOf(instances.data(), instances.sizeBytes());
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    this.voxels = all;
    this.foreground = all - counts.getOrDefault(0, 0L);
    this.visible = counts.size() - (counts.containsKey(0) ? 1 : 0);
  }

  /** By id. */
  SortedMap<Integer, Float> weights() {
    double mean = rule.normalisation() == WeightNormalisation.MEAN_ONE ? mean() : 1;
    SortedMap<Integer, Float> weights = new TreeMap<>();
    counts.keySet().forEach(id -> weights.put(id, (float) (limited(id) / mean)));
    return weights;
  }

  private double mean() {
    double sum = 0;
    for (int id : counts.keySet()) { // ascending
      sum += counts.get(id) * limited(id);
    }
    return sum / voxels;
  }

  private double limited(int id) {
    return Math.min(Math.max(raw(id), rule.min()), rule.max());
  }

  private double raw(int id) {
    double inPatch = counts.get(id);
    return switch (rule.kind()) {
      case PATCH_INVERSE -> voxels / (counts.size() * inPatch);
      case FOREGROUND_INVERSE -> id == 0 ? 1 : foreground / (visible * inPatch);
      case INSTANCE_INVERSE -> id == 0 ? 1 : voxels / (2 * whole(id));
    };
  }

  private double whole(int id) {
    return wholeVoxels.getLong((id - 1) * Long.BYTES);
  }
}
