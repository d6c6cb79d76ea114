package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.label.LesionRule;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.Test;

class StoredInstancesTest {
  private static long mostRuns(long voxels, int x, int y, int z) {
    Box box = new Box(new Index3(2, 3, 5), new Index3(2 + x, 3 + y, 5 + z));
    Instance instance =
        new Instance(1, voxels, box, new Instance.Centroid(0, 0, 0), List.of(box.begin()));
    return new StoredInstances(
            null, null, LesionRule.DEFAULT, Connectivity.FACE_6, List.of(instance))
        .mostRuns();
  }

  @Test
  void anInstanceHasNoMoreRunsThanVoxels() {
    assertEquals(1, mostRuns(1, 1, 1, 1));
    assertEquals(7, mostRuns(7, 5, 5, 5));
  }

  @Test
  void aRowOfItsBoxHoldsARunInEverySecondVoxelAtMost() {
    assertEquals(3 * 2 * 4, mostRuns(1000, 7, 3, 2));
    assertEquals(3 * 2 * 3, mostRuns(1000, 6, 3, 2));
    assertEquals(3 * 2, mostRuns(6, 1, 3, 2));
  }
}
