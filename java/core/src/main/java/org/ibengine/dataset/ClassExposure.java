package org.ibengine.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ibengine.plan.PositiveSite;
import org.ibengine.volume.Size3;

/**
 * The instances of one class, and what an epoch shows of them, as {@link SizeExposure} tells it of
 * a size. Immutable, so thread-safe.
 *
 * @param name of the class
 * @param instances how many there are, at least 1
 * @param voxels of all of them together
 * @param medianPatchShare see {@link SizeExposure#medianPatchShare}
 * @param exposure by every rule
 */
public record ClassExposure(
    String name,
    int instances,
    long voxels,
    double medianPatchShare,
    Map<SamplingRule, Exposure> exposure) {

  public ClassExposure {
    exposure = Collections.unmodifiableMap(new EnumMap<>(exposure));
  }

  /**
   * Of these instances.
   *
   * @param patchSize in voxels
   * @return one for each class that occurs, by name; empty where instances have no class
   */
  public static List<ClassExposure> of(List<PositiveSite> sites, Size3 patchSize) {
    List<ClassExposure> classes = new ArrayList<>();
    GroupExposure.of(sites, patchSize, site -> site.instance().lesionClass())
        .forEach(
            (name, group) ->
                classes.add(
                    new ClassExposure(
                        name,
                        group.instances(),
                        group.voxels(),
                        group.medianPatchShare(),
                        group.exposure())));
    classes.removeIf(item -> item.name().isEmpty());
    return classes;
  }
}
