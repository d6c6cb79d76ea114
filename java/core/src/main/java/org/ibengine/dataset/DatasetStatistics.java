package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.label.Instance;
import org.ibengine.plan.PositiveSite;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * What a prepared dataset holds, and what epochs show of it, told from its records alone: no voxel
 * is read. Immutable, so thread-safe.
 *
 * <pre>{@code
 * DatasetIndex index = DatasetReader.open(folder).index();
 * DatasetStatistics statistics = DatasetStatistics.of(index, index.options().patchSize());
 * }</pre>
 *
 * @param patchSize in voxels; what {@link SizeExposure#medianPatchShare} is a share of
 * @param cases sorted by name
 * @param sizes of all instances; one for each size class that occurs, small first
 * @param classes of all instances; one for each class that occurs, by name; empty where there are
 *     none
 * @param coinciding modalities whose percentiles are one number, by case
 */
public record DatasetStatistics(
    Size3 patchSize,
    List<CaseCount> cases,
    List<SizeExposure> sizes,
    List<ClassExposure> classes,
    List<CoincidingPercentiles> coinciding) {

  /**
   * What one case holds.
   *
   * @param foreground voxels of all its instances
   * @param voxels of the volume
   * @param windows background windows of the patch size the dataset was prepared with
   * @param smallest voxels of its smallest instance; empty where it has none
   */
  public record CaseCount(
      String name,
      int instances,
      long foreground,
      long voxels,
      int windows,
      OptionalLong smallest) {
    /** Foreground voxels ÷ voxels, in [0, 1]. */
    public double foregroundRatio() {
      return (double) foreground / voxels;
    }

    static CaseCount of(CaseIndex index) {
      return new CaseCount(
          index.name(),
          index.instances().size(),
          index.foregroundVoxels(),
          index.geometry().size().voxels(),
          index.windows().size(),
          index.instances().stream().mapToLong(Instance::voxels).min());
    }
  }

  public DatasetStatistics {
    cases = List.copyOf(cases);
    sizes = List.copyOf(sizes);
    classes = List.copyOf(classes);
    coinciding = List.copyOf(coinciding);
  }

  /**
   * Of all cases.
   *
   * @param patchSize in voxels, need not be the one the dataset was prepared with
   */
  public static DatasetStatistics of(DatasetIndex index, Size3 patchSize) {
    List<PositiveSite> sites = new ArrayList<>();
    for (CaseIndex item : index.cases()) {
      Size3 size = item.geometry().size();
      Box whole = new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z()));
      for (Instance instance : item.instances()) {
        sites.add(new PositiveSite(0, item.name(), size, instance, whole));
      }
    }
    return new DatasetStatistics(
        patchSize,
        index.cases().stream().map(CaseCount::of).toList(),
        SizeExposure.of(sites, patchSize),
        ClassExposure.of(sites, patchSize),
        CoincidingPercentiles.in(index.cases()));
  }

  /** Of all cases together. */
  public int instances() {
    return cases.stream().mapToInt(CaseCount::instances).sum();
  }

  /** Voxels of all instances. */
  public long foreground() {
    return cases.stream().mapToLong(CaseCount::foreground).sum();
  }

  /** Of all volumes. */
  public long voxels() {
    return cases.stream().mapToLong(CaseCount::voxels).sum();
  }
}
