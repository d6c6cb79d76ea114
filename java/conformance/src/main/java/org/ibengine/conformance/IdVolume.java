package org.ibengine.conformance;

import java.nio.ByteBuffer;
import org.ibengine.backend.Backend;
import org.ibengine.backend.InstanceMap;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightPatch;
import org.ibengine.backend.WeightRule;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** A volume of instance ids, x fastest, voxel by voxel. */
record IdVolume(Size3 size, int... ids) {
  IdVolume {
    if (ids.length != size.voxels()) {
      throw new IllegalArgumentException(ids.length + " ids for " + size);
    }
  }

  /** Zeros. */
  static IdVolume empty(int x, int y, int z) {
    return new IdVolume(new Size3(x, y, z), new int[x * y * z]);
  }

  /** Sets the box from {@code begin}, {@code edge} voxels long in x, y and z, to an id. */
  IdVolume cube(int id, Index3 begin, int edge) {
    for (int z = begin.z(); z < begin.z() + edge; z++) {
      for (int y = begin.y(); y < begin.y() + edge; y++) {
        for (int x = begin.x(); x < begin.x() + edge; x++) {
          ids[(z * size.y() + y) * size.x() + x] = id;
        }
      }
    }
    return this;
  }

  /** The id of a voxel; 0 outside. */
  int at(int x, int y, int z) {
    boolean inside = 0 <= x && x < size.x() && 0 <= y && y < size.y() && 0 <= z && z < size.z();
    return inside ? ids[(z * size.y() + y) * size.x() + x] : 0;
  }

  /** As a labelling would give it, with {@code instances} ids; the fixture owns the memory. */
  InstanceMap map(Fixture fixture, int instances) {
    int runs = 0;
    for (int i = 0; i < ids.length; i++) {
      runs += startsRun(i) ? 1 : 0;
    }
    HostBuffer data = fixture.poisoned((int) InstanceMap.bytes(instances, runs));
    ByteBuffer out = data.view(0, (int) data.sizeBytes());
    long[] voxels = new long[instances];
    for (int id : ids) {
      if (id > 0 && id <= instances) {
        voxels[id - 1]++;
      }
    }
    for (long count : voxels) {
      out.putLong(count);
    }
    for (int i = 0; i < ids.length; i++) {
      if (startsRun(i)) {
        int row = i / size.x();
        out.putInt(i % size.x()).putInt(runEnd(i) - row * size.x());
        out.putInt(row % size.y()).putInt(row / size.y()).putInt(ids[i]);
      }
    }
    return new InstanceMap(instances, runs, data);
  }

  private boolean startsRun(int i) {
    return ids[i] != 0 && (i % size.x() == 0 || ids[i - 1] != ids[i]);
  }

  private int runEnd(int i) {
    int end = i + 1;
    while (end % size.x() != 0 && ids[end] == ids[i]) {
      end++;
    }
    return end;
  }

  int largestId() {
    int largest = 0;
    for (int id : ids) {
      largest = Math.max(largest, id);
    }
    return largest;
  }

  /** The weights of the whole volume. */
  float[] weights(Fixture fixture, WeightRule rule) {
    return weights(fixture, rule, Index3.ZERO, size);
  }

  /** The weights of a patch of it. */
  float[] weights(Fixture fixture, WeightRule rule, Index3 corner, Size3 patch) {
    HostBuffer out = fixture.poisoned((int) patch.voxels() * Float.BYTES);
    fixture
        .backend()
        .paintInstances(
            java.util.List.of(
                new WeightPatch(
                    map(fixture, largestId()),
                    new WeightCut(corner, patch, Orientation.IDENTITY, rule),
                    new Target(out, 0, ElementType.FLOAT32),
                    null)),
            Backend.ALL_THREADS);
    float[] weights = new float[(int) patch.voxels()];
    out.view(0, weights.length * Float.BYTES).asFloatBuffer().get(weights);
    return weights;
  }
}
