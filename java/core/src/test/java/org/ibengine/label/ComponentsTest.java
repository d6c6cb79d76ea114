package org.ibengine.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.Test;

class ComponentsTest {
  private static Instance instance(int id, long voxels, List<Index3> anchors) {
    Box box = new Box(Index3.ZERO, new Index3(3, 5, 7));
    return new Instance(id, voxels, box, new Instance.Centroid(1, 2, 3), anchors);
  }

  @Test
  void foregroundIsTheSumOfAllInstancesBeyondTheRangeOfInt() {
    List<Instance> instances =
        List.of(instance(1, 3_000_000_000L, List.of()), instance(2, 5, List.of()));
    Components components = new Components(Connectivity.EDGE_18, instances, new Runs(new int[0]));
    assertEquals(2, components.instanceCount());
    assertEquals(3_000_000_005L, components.foregroundVoxels());
  }

  @Test
  void listsAreCopiedAndCannotBeChanged() {
    List<Index3> anchors = new ArrayList<>(List.of(new Index3(1, 2, 3)));
    Instance first = instance(1, 1, anchors);
    anchors.clear();
    assertEquals(List.of(new Index3(1, 2, 3)), first.anchors());
    assertThrows(UnsupportedOperationException.class, () -> first.anchors().clear());
    List<Instance> instances = new ArrayList<>(List.of(first));
    Components components = new Components(Connectivity.FACE_6, instances, new Runs(new int[0]));
    instances.clear();
    assertEquals(1, components.instanceCount());
  }
}
