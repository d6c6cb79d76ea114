package org.ibengine.backend;

import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ibengine.label.Runs;
import org.ibengine.text.Text;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** The ids of one patch, voxel by voxel, and from them its weights. */
final class WeightMap {
  private final WeightPatch patch;
  private final Box box; // what is looked at, counted from the patch's corner
  private final int[] ids; // of the box, x fastest; 0 is background
  private final ByteBuffer weights; // null if not wanted
  private final ByteBuffer idsOut; // null if not wanted

  private WeightMap(WeightPatch patch) {
    this.patch = patch;
    this.box = box(patch.cut());
    this.ids = new int[Math.toIntExact(box.size().voxels())];
    this.weights = bytesOf(patch.weights(), patch.cut().size());
    this.idsOut = bytesOf(patch.ids(), patch.cut().size());
  }

  private static Box box(WeightCut cut) {
    Size3 size = cut.size();
    return cut.warp() == null
        ? new Box(Index3.ZERO, new Index3(size.x(), size.y(), size.z()))
        : cut.warp().box(size);
  }

  private static ByteBuffer bytesOf(PatchGather.Target target, Size3 size) {
    return target == null ? null : ReferenceCode.bytesOf(target, size);
  }

  /** Ready to be written. */
  static WeightMap of(WeightPatch patch) {
    WeightMap map = new WeightMap(patch);
    map.paint();
    return map;
  }

  private void paint() {
    InstanceMap instances = patch.instances();
    ByteBuffer bytes = ReferenceCode.bytesOf(instances.data(), instances.sizeBytes());
    bytes.position(Math.toIntExact(instances.runsOffset()));
    int[] run = new int[Runs.STRIDE];
    for (int i = 0; i < instances.runs(); i++) {
      for (int part = 0; part < run.length; part++) {
        run[part] = bytes.getInt();
      }
      if (run[4] < 1 || run[4] > instances.instances()) {
        throw new IllegalArgumentException(
            Text.format("a run's id must be 1 to %d, was %d", instances.instances(), run[4]));
      }
      for (int x = run[0]; x < run[1]; x++) {
        paint(x, run[2], run[3], run[4]);
      }
    }
  }

  private void paint(int x, int y, int z, int id) {
    Size3 size = box.size();
    long dx = (long) x - patch.cut().corner().x() - box.begin().x();
    long dy = (long) y - patch.cut().corner().y() - box.begin().y();
    long dz = (long) z - patch.cut().corner().z() - box.begin().z();
    if (0 <= dx && dx < size.x() && 0 <= dy && dy < size.y() && 0 <= dz && dz < size.z()) {
      ids[(int) ((dz * size.y() + dy) * size.x() + dx)] = id;
    }
  }

  void write() {
    int[] shown = shown();
    SortedMap<Integer, Float> weightOf =
        weights == null
            ? new TreeMap<>()
            : new InverseWeights(patch.cut().rule(), patch.instances(), counts(shown)).weights();
    for (int id : shown) {
      if (weights != null) {
        weights.putFloat(weightOf.get(id));
      }
      if (idsOut != null) {
        idsOut.putInt(id);
      }
    }
  }

  /** The ids of the target, in its order. */
  private int[] shown() {
    Size3 size = patch.cut().size();
    Warp warp = patch.cut().warp();
    TargetOrder order = new TargetOrder(patch.cut().orientation(), size);
    WarpedPlaces places = warp == null ? null : new WarpedPlaces(warp);
    int[] shown = new int[Math.toIntExact(size.voxels())];
    int element = 0;
    for (int z = 0; z < size.z(); z++) {
      for (int y = 0; y < size.y(); y++) {
        for (int x = 0; x < size.x(); x++) {
          shown[element++] =
              places == null ? idAt(order.source(x, y, z)) : idAt(places.nearestTo(x, y, z));
        }
      }
    }
    return shown;
  }

  private int idAt(Index3 at) {
    Size3 size = box.size();
    int dx = at.x() - box.begin().x();
    int dy = at.y() - box.begin().y();
    int dz = at.z() - box.begin().z();
    return ids[(dz * size.y() + dy) * size.x() + dx];
  }

  /** Voxels of each id in the patch, background included where there is any. */
  private static SortedMap<Integer, Long> counts(int[] shown) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    for (int id : shown) {
      counts.merge(id, 1L, Long::sum);
    }
    return counts;
  }
}
