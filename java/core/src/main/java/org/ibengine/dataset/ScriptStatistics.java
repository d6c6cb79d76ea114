package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.ibengine.place.Usual;
import org.ibengine.plan.PositiveSite;
import org.ibengine.volume.Box;
import org.ibengine.volume.Size3;

/**
 * What patches of the IB-sampling script tell of a dataset. They do not tell where in the volume a
 * patch was cut, nor how large that was; of an instance they hold what lies inside its own patch.
 * Immutable, so thread-safe.
 *
 * @param patchSize in voxels; what {@link SizeExposure#medianPatchShare} is a share of
 * @param cases in the order of the dataset
 * @param sizes of what is seen of the instances; one for each size class that occurs, small first
 */
public record ScriptStatistics(Size3 patchSize, List<CaseCount> cases, List<SizeExposure> sizes) {

  /**
   * What the patches of one case hold.
   *
   * @param instances lesion patches, each of one instance
   * @param atBorder how many of the instances touch the border of their patch and may be larger
   * @param foregroundSeen voxels of the instances, each inside its own patch
   * @param background background patches
   * @param smallestSeen voxels of the instance of which the fewest are seen; empty where there is
   *     none
   */
  public record CaseCount(
      String name,
      int instances,
      int atBorder,
      long foregroundSeen,
      int background,
      OptionalLong smallestSeen) {}

  public ScriptStatistics {
    cases = List.copyOf(cases);
    sizes = List.copyOf(sizes);
  }

  /**
   * With the patch size that most lesion patches have ({@link Usual#patchSize}); where there is no
   * lesion patch, that of the first background patch.
   *
   * @throws IllegalArgumentException if the dataset does not hold patches of the script
   */
  public static ScriptStatistics of(OpenedDataset dataset) {
    List<Size3> lesions = dataset.pool().positives().stream().map(PositiveSite::volume).toList();
    return of(
        dataset,
        lesions.isEmpty()
            ? dataset.pool().negatives().parts().get(0).volume()
            : Usual.patchSize(lesions));
  }

  /**
   * With another patch size.
   *
   * @param patchSize in voxels
   * @throws IllegalArgumentException if the dataset does not hold patches of the script
   */
  public static ScriptStatistics of(OpenedDataset dataset, Size3 patchSize) {
    if (dataset.space() != VoxelSpace.STORED_PATCH) {
      throw new IllegalArgumentException(
          "these statistics are of patches of the IB-sampling script, the dataset was prepared by"
              + " ib prepare; use DatasetStatistics");
    }
    Map<String, List<PositiveSite>> positives = new LinkedHashMap<>();
    Map<String, Integer> negatives = new LinkedHashMap<>();
    dataset.cases().keySet().forEach(name -> positives.put(name, new ArrayList<>()));
    dataset.pool().positives().forEach(site -> positives.get(site.caseName()).add(site));
    dataset
        .pool()
        .negatives()
        .parts()
        .forEach(
            part ->
                negatives.merge(
                    part.caseName(), Math.toIntExact(part.corners().count()), Integer::sum));
    List<CaseCount> cases = new ArrayList<>();
    positives.forEach(
        (name, sites) -> cases.add(count(name, sites, negatives.getOrDefault(name, 0))));
    return new ScriptStatistics(
        patchSize, cases, SizeExposure.of(dataset.pool().positives(), patchSize));
  }

  private static CaseCount count(String name, List<PositiveSite> sites, int background) {
    return new CaseCount(
        name,
        sites.size(),
        (int) sites.stream().filter(ScriptStatistics::isAtBorder).count(),
        sites.stream().mapToLong(site -> site.instance().voxels()).sum(),
        background,
        sites.stream().mapToLong(site -> site.instance().voxels()).min());
  }

  private static boolean isAtBorder(PositiveSite site) {
    Box box = site.instance().box();
    for (int axis = 0; axis < 3; axis++) {
      if (box.begin().get(axis) == 0 || box.end().get(axis) == site.volume().get(axis)) {
        return true;
      }
    }
    return false;
  }

  /** Of all cases together. */
  public int instances() {
    return cases.stream().mapToInt(CaseCount::instances).sum();
  }

  /** Instances of all cases that touch the border of their patch. */
  public int atBorder() {
    return cases.stream().mapToInt(CaseCount::atBorder).sum();
  }

  /** Voxels of the instances of all cases, each inside its own patch. */
  public long foregroundSeen() {
    return cases.stream().mapToLong(CaseCount::foregroundSeen).sum();
  }
}
