package org.ibengine.plan;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.Setting;
import org.ibengine.augment.Transform;
import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.volume.Size3;

/**
 * Draws what the transforms do to one patch. Always the same number of values in the same order,
 * whatever is switched on: those of the whole patch, then those of one modality after the other.
 */
final class TransformDraw {
  /** nnU-Net augments patches slice by slice if a side is more than so many times that along z. */
  private static final int THICK = 3;

  /** Of the modalities, where a transform does not take all. */
  private static final double SHARE = 0.5;

  private final PlanOptions options;
  private final UniformRandomProvider random;
  private final Set<Transform> on = EnumSet.noneOf(Transform.class);

  TransformDraw(PlanOptions options, UniformRandomProvider random) {
    this.options = options;
    this.random = random;
  }

  static boolean isThickSliced(Size3 patch) {
    return Math.max(patch.x(), Math.max(patch.y(), patch.z())) > THICK * (long) patch.z();
  }

  /** The variation with what is drawn. */
  Variation addTo(Variation variation) {
    for (Transform transform : Transform.values()) {
      if (transform != Transform.MISALIGN && random.nextDouble() < of(transform).probability()) {
        on.add(transform); // each modality decides for itself on a misalignment
      }
    }
    Triple degrees = within(of(Transform.ROTATION).range());
    Triple scale = alongAxes(uniform(Transform.SCALING));
    Warping.Elastic elastic = elastic();
    double noise = uniform(Transform.NOISE);
    List<Warping.Misalignment> misalignments = new ArrayList<>();
    List<List<IntensityChange>> changes = new ArrayList<>();
    for (int modality = 0; modality < options.modalities(); modality++) {
      Warping.Misalignment drawn = misalignment();
      misalignments.add(modality == 0 ? Warping.Misalignment.NONE : drawn);
      changes.add(changes(noise));
    }
    boolean aligned = misalignments.stream().allMatch(Warping.Misalignment.NONE::equals);
    Warping warping =
        new Warping(
            on.contains(Transform.ROTATION) ? degrees : Triple.ZERO,
            on.contains(Transform.SCALING) ? scale : Triple.ONE,
            elastic,
            aligned ? List.of() : misalignments);
    return variation.with(warping, changes.stream().allMatch(List::isEmpty) ? List.of() : changes);
  }

  private Setting of(Transform transform) {
    return options.setting(transform);
  }

  /** Null if there is none. */
  private Warping.Elastic elastic() {
    long seed = random.nextLong();
    List<Double> range = of(Transform.ELASTIC_DEFORM).range();
    double most = range.get(0);
    return on.contains(Transform.ELASTIC_DEFORM) && most > 0
        ? new Warping.Elastic(range.get(1).intValue(), new Triple(most, most, most), seed)
        : null;
  }

  private Warping.Misalignment misalignment() {
    Setting setting = of(Transform.MISALIGN);
    boolean drawn = random.nextDouble() < setting.probability();
    double mm = setting.range().get(0);
    double most = setting.range().get(1);
    Triple degrees = within(List.of(most, most, most));
    Triple moved = within(List.of(mm, mm, mm));
    return drawn ? new Warping.Misalignment(degrees, moved) : Warping.Misalignment.NONE;
  }

  /** Of one modality. */
  private List<IntensityChange> changes(double noise) {
    List<IntensityChange> changes = new ArrayList<>();
    add(changes, Transform.NOISE, new IntensityChange.Noise(noise, random.nextLong()));
    boolean blurred = random.nextDouble() < SHARE;
    Triple sigma =
        new Triple(uniform(Transform.BLUR), uniform(Transform.BLUR), uniform(Transform.BLUR));
    if (blurred) {
      add(changes, Transform.BLUR, new IntensityChange.Blur(sigma));
    }
    double brightness = aroundOne(Transform.BRIGHTNESS);
    add(changes, Transform.BRIGHTNESS, new IntensityChange.Brightness(brightness));
    double contrast = aroundOne(Transform.CONTRAST);
    add(changes, Transform.CONTRAST, new IntensityChange.Contrast(contrast, true));
    boolean coarse = random.nextDouble() < SHARE;
    Triple scale = alongAxes(uniform(Transform.LOW_RESOLUTION));
    if (coarse) {
      add(changes, Transform.LOW_RESOLUTION, new IntensityChange.LowResolution(scale));
    }
    double inverted = aroundOne(Transform.GAMMA_INVERTED);
    add(changes, Transform.GAMMA_INVERTED, new IntensityChange.Gamma(inverted, true, true));
    double gamma = aroundOne(Transform.GAMMA);
    add(changes, Transform.GAMMA, new IntensityChange.Gamma(gamma, false, true));
    return changes;
  }

  private void add(List<IntensityChange> changes, Transform transform, IntensityChange change) {
    if (on.contains(transform)) {
      changes.add(change);
    }
  }

  private double uniform(Transform transform) {
    List<Double> range = of(transform).range();
    return range.get(0) + (range.get(1) - range.get(0)) * random.nextDouble();
  }

  /** Half of them below 1 and half above, where the range holds 1: as nnU-Net draws factors. */
  private double aroundOne(Transform transform) {
    List<Double> range = of(transform).range();
    double low = range.get(0);
    double high = range.get(1);
    double drawn = 2 * random.nextDouble();
    if (low >= 1 || high <= 1) {
      return low + (high - low) * drawn / 2;
    }
    return drawn < 1 ? low + (1 - low) * drawn : 1 + (high - 1) * (drawn - 1);
  }

  private Triple within(List<Double> most) {
    return new Triple(within(most.get(0)), within(most.get(1)), within(most.get(2)));
  }

  private double within(double most) {
    return most * (2 * random.nextDouble() - 1) + 0.0; // 0 is never −0
  }

  private Triple alongAxes(double scale) {
    boolean thickSliced = isThickSliced(options.patchSize());
    boolean leavesZ = options.augmentation().transforms().leavesZ(thickSliced);
    return new Triple(scale, scale, leavesZ ? 1 : scale);
  }
}
