package org.ibengine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.place.WindowStarts;
import org.ibengine.plan.Corners;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.NegativeSites;
import org.ibengine.plan.PatchPool;
import org.ibengine.plan.WindowPlan;
import org.ibengine.store.StoredSource;
import org.ibengine.text.Text;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Sliding windows of whole cases, of the dataset's patch size. */
final class CaseWindows {
  private CaseWindows() {}

  /**
   * Case by case, in the order of {@code id}; those of a case z by z, then y by y, x fastest.
   *
   * @throws DatasetMismatchException if the dataset has no such case, or only patches of cases
   */
  static PatchPool pool(OpenedDataset dataset, EpochId.Windows id) {
    if (dataset.sourceSpace() != VoxelSpace.VOLUME) {
      throw new DatasetMismatchException(
          "windows are cut from whole volumes, but this dataset has patches only; prepare it with --layout volumes");
    }
    List<NegativeSites.OfSource> windows = new ArrayList<>();
    for (String name : id.cases()) {
      int source = source(dataset, name);
      Size3 volume = dataset.sources().get(source).size();
      List<Index3> corners = corners(volume, dataset.patchSize(), id.stride());
      windows.add(new NegativeSites.OfSource(source, name, volume, Corners.of(corners)));
    }
    return WindowPlan.pool(windows);
  }

  private static int source(OpenedDataset dataset, String name) {
    List<StoredSource> sources = dataset.sources();
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).caseName().equals(name)) {
        return i;
      }
    }
    throw new DatasetMismatchException(
        Text.format("windows were asked for of case %s, which the dataset does not have", name));
  }

  /** First voxels in the volume; below 0 where it is shorter than the window. */
  static List<Index3> corners(Size3 volume, Size3 window, Size3 stride) {
    int[][] starts = new int[3][];
    for (int axis = 0; axis < starts.length; axis++) {
      WindowStarts along = new WindowStarts(volume.get(axis), window.get(axis), stride.get(axis));
      int before = along.before();
      starts[axis] = Arrays.stream(along.starts()).map(at -> at - before).toArray();
    }
    List<Index3> corners = new ArrayList<>();
    for (int z : starts[2]) {
      for (int y : starts[1]) {
        for (int x : starts[0]) {
          corners.add(new Index3(x, y, z));
        }
      }
    }
    return corners;
  }
}
