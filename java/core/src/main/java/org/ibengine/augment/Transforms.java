package org.ibengine.augment;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which transforms are on, and their settings: those given, or nnU-Net's with changes.
 *
 * <p>nnU-Net's depend on the patch. Where it is thick-sliced (its longest side is more than 3 times
 * that along z), patches are rotated about z alone, by up to 180° if no range was given, and scaled
 * and brought to a low resolution in x and y alone.
 *
 * @param nnunet whether what is not in {@code settings} is as in nnU-Net, not off
 * @param settings by transform. A range may be empty for the usual one; with {@code nnunet} that of
 *     rotation stays so, since it depends on the patch
 */
public record Transforms(boolean nnunet, Map<Transform, Setting> settings) {
  /** All are off. */
  public static final Transforms NONE = new Transforms(false, Map.of());

  /** Those of nnU-Net's own trainer. */
  public static final Transforms NNUNET = new Transforms(true, Map.of());

  private static final List<Double> HALF_TURN = List.of(0.0, 0.0, 180.0);

  /**
   * @throws IllegalArgumentException if a number of a setting is out of its limits
   */
  public Transforms {
    Map<Transform, Setting> kept = new EnumMap<>(Transform.class);
    for (Transform transform : Transform.values()) {
      Setting given = settings.get(transform);
      Setting setting = given == null ? null : filled(transform, given, nnunet);
      if (setting != null && !setting.equals(unset(transform, nnunet))) {
        kept.put(transform, setting);
      }
    }
    settings = Collections.unmodifiableMap(kept);
  }

  /** With its range; a transform that is off has the usual one. */
  private static Setting filled(Transform transform, Setting given, boolean nnunet) {
    Setting setting = transform.setting(given.probability(), given.range());
    boolean open = given.range().isEmpty() || given.probability() == 0;
    List<Double> usual = dependsOnPatch(transform, nnunet) ? List.of() : transform.usual().range();
    return open ? new Setting(given.probability(), usual) : setting;
  }

  private static boolean dependsOnPatch(Transform transform, boolean nnunet) {
    return nnunet && transform == Transform.ROTATION;
  }

  /** What a transform has that is not in the settings. */
  private static Setting unset(Transform transform, boolean nnunet) {
    Setting usual = transform.usual();
    double probability = nnunet && transform.isOfNnunet() ? usual.probability() : 0;
    return new Setting(probability, dependsOnPatch(transform, nnunet) ? List.of() : usual.range());
  }

  /** Whether nothing is ever done. */
  public boolean isNone() {
    return !nnunet && settings.isEmpty();
  }

  /**
   * What holds for a transform; of probability 0 if it is off.
   *
   * @param thickSliced whether the patch is
   */
  public Setting of(Transform transform, boolean thickSliced) {
    Setting setting = settings.getOrDefault(transform, unset(transform, nnunet));
    List<Double> range = setting.range();
    if (!dependsOnPatch(transform, nnunet)) {
      return setting;
    }
    if (!thickSliced) {
      return range.isEmpty()
          ? new Setting(setting.probability(), transform.usual().range())
          : setting;
    }
    List<Double> aboutZ = range.isEmpty() ? HALF_TURN : List.of(0.0, 0.0, range.get(2));
    return new Setting(setting.probability(), aboutZ);
  }

  /** Whether patches are scaled, and brought to a low resolution, in x and y alone. */
  public boolean leavesZ(boolean thickSliced) {
    return nnunet && thickSliced;
  }

  /** These with that setting, its range empty for the usual one. */
  public Transforms with(Transform transform, Setting setting) {
    Map<Transform, Setting> changed = new EnumMap<>(Transform.class);
    changed.putAll(settings);
    changed.put(transform, setting);
    return new Transforms(nnunet, changed);
  }
}
