package org.ibengine.plan;

import java.util.List;
import java.util.Set;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.Transform;
import org.ibengine.augment.Warping;
import org.ibengine.volume.Index3;

/**
 * What was drawn for one patch: first the warp, then {@code quarterTurns} times {@code
 * numpy.rot90(patch, axes=(0, 1))} on the (x, y, z) array, then the flips, then {@code value · gain
 * + shift} on every modality, then the changes of each modality.
 *
 * @param warping how it was rotated, scaled and deformed; {@link Warping#NONE} if it was not
 * @param changes of intensities, one list for each modality; empty if there is none in any
 */
public record Variation(
    int quarterTurns,
    boolean flipX,
    boolean flipY,
    boolean flipZ,
    float gain,
    float shift,
    Warping warping,
    List<List<IntensityChange>> changes) {
  public static final Variation NONE = new Variation(0, false, false, false, 1f, 0f);

  public Variation {
    changes = changes.stream().map(List::copyOf).toList();
  }

  /** Neither warped nor changed in the intensities of single modalities. */
  public Variation(
      int quarterTurns, boolean flipX, boolean flipY, boolean flipZ, float gain, float shift) {
    this(quarterTurns, flipX, flipY, flipZ, gain, shift, Warping.NONE, List.of());
  }

  /** The transforms that did something to the patch, in their order. */
  public Set<Transform> transforms() {
    Set<Transform> made = warping.transforms();
    changes.forEach(ofOne -> ofOne.forEach(change -> made.add(change.transform())));
    return made;
  }

  /** The same of a patch with that corner, warped about a voxel of its lesion. */
  Variation about(Index3 voxel, Index3 corner) {
    if (warping.isNone()) {
      return this;
    }
    Index3 inPatch =
        new Index3(voxel.x() - corner.x(), voxel.y() - corner.y(), voxel.z() - corner.z());
    return with(warping.about(inPatch), changes);
  }

  /** The same with that warp and those changes. */
  Variation with(Warping warp, List<List<IntensityChange>> ofModalities) {
    return new Variation(quarterTurns, flipX, flipY, flipZ, gain, shift, warp, ofModalities);
  }
}
