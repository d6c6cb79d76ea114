package org.ibengine.grid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ibengine.label.Instance;
import org.ibengine.volume.Box;

/**
 * What became of the instances of a label map when it was cropped and brought to another grid.
 * Instances before are those of the label map's file, numbered as if it were stored as it is.
 *
 * @param removed instances of which the crop left nothing
 * @param cut instances of which the crop, or the edge of another grid, left a part
 * @param lost instances that no crop removed and that have no voxel on the stored grid
 * @param split instances that are several on the stored grid
 * @param joined instances of the stored grid that were several
 */
public record GridChanges(
    List<Before> removed,
    List<Cut> cut,
    List<Before> lost,
    List<Split> split,
    List<Joined> joined) {
  /** Every instance is there, and one. */
  public static final GridChanges NONE =
      new GridChanges(List.of(), List.of(), List.of(), List.of(), List.of());

  public GridChanges {
    removed = List.copyOf(removed);
    cut = List.copyOf(cut);
    lost = List.copyOf(lost);
    split = List.copyOf(split);
    joined = List.copyOf(joined);
  }

  /** Where nothing was cropped: what no voxel of the stored grid is in is lost to the grid. */
  public GridChanges withoutCrop() {
    List<Before> all = new ArrayList<>(removed);
    all.addAll(lost);
    all.sort(Comparator.comparingInt(Before::id));
    return new GridChanges(List.of(), cut, all, split, joined);
  }

  /** Nothing changed. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /**
   * An instance before.
   *
   * @param id before
   * @param box in voxels of the label map's file
   * @param lesionClass as {@link Instance#lesionClass}
   */
  public record Before(int id, long voxels, Box box, String lesionClass) {
    static Before of(Instance instance) {
      return new Before(instance.id(), instance.voxels(), instance.box(), instance.lesionClass());
    }
  }

  /**
   * @param kept how many of its voxels lie in the crop, or on the grid
   */
  public record Cut(Before before, long kept) {}

  /**
   * @param into ids on the stored grid, at least two
   */
  public record Split(Before before, List<Integer> into) {
    public Split {
      into = List.copyOf(into);
    }
  }

  /**
   * @param id on the stored grid
   * @param of what it was before, at least two
   */
  public record Joined(int id, List<Before> of) {
    public Joined {
      of = List.copyOf(of);
    }
  }
}
