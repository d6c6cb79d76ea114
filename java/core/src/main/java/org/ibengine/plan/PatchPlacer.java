package org.ibengine.plan;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Chooses the corner of a positive patch. */
final class PatchPlacer {
  private final Size3 patch;
  private final Placement placement;

  PatchPlacer(Size3 patch, Placement placement) {
    this.patch = patch;
    this.placement = placement;
  }

  /** A voxel of the instance to place it by, drawn from its anchors. */
  static Index3 anchor(PositiveSite site, UniformRandomProvider random) {
    List<Index3> anchors = site.instance().anchors();
    return anchors.get(random.nextInt(anchors.size()));
  }

  /** For that voxel of the instance, which is in the patch. */
  Index3 place(PositiveSite site, Index3 voxel, UniformRandomProvider random) {
    return new Index3(
        corner(0, site, voxel, random),
        corner(1, site, voxel, random),
        corner(2, site, voxel, random));
  }

  /**
   * The placement of validation: as {@code REFERENCE}, centred on the middle anchor, nothing drawn.
   */
  Index3 placeFixed(PositiveSite site) {
    List<Index3> anchors = site.instance().anchors();
    Index3 anchor = anchors.get(anchors.size() / 2);
    return new Index3(
        fixedCorner(0, site, anchor), fixedCorner(1, site, anchor), fixedCorner(2, site, anchor));
  }

  private int corner(int axis, PositiveSite site, Index3 anchor, UniformRandomProvider random) {
    CornerRange range =
        switch (placement) {
          case JITTER -> jitterRange(axis, site, anchor);
          case REFERENCE -> referenceRange(axis, site, anchor);
          case CENTRE -> new CornerRange(centred(axis, anchor), centred(axis, anchor));
          case CLAMP -> clampRange(axis, site, anchor);
        };
    return range.first() + random.nextInt(range.count());
  }

  /** With the voxel in the centre, wherever the volume ends. */
  private int centred(int axis, Index3 voxel) {
    return voxel.get(axis) - patch.get(axis) / 2;
  }

  private CornerRange clampRange(int axis, PositiveSite site, Index3 anchor) {
    int last = Math.max(0, site.volume().get(axis) - patch.get(axis));
    int corner = Math.max(0, Math.min(last, centred(axis, anchor)));
    return new CornerRange(corner, corner);
  }

  private int fixedCorner(int axis, PositiveSite site, Index3 anchor) {
    CornerRange range = referenceRange(axis, site, anchor);
    return Math.max(range.first(), Math.min(range.last(), centred(axis, anchor)));
  }

  private CornerRange referenceRange(int axis, PositiveSite site, Index3 anchor) {
    Box box = site.box();
    int begin = box.begin().get(axis);
    int size = patch.get(axis);
    if (box.end().get(axis) - begin <= size) {
      return new CornerRange(begin, begin);
    }
    return new CornerRange(anchor.get(axis) - size + 1, anchor.get(axis))
        .within(begin, box.end().get(axis) - size);
  }

  private CornerRange jitterRange(int axis, PositiveSite site, Index3 anchor) {
    return CornerRange.jitter(site.instance().box(), anchor, patch, axis)
        .inside(site.volume(), patch, axis);
  }
}
