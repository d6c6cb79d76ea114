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

  @Test
  void theTextOfAnInstanceNamesItsClassOnlyWhereItHasOne() {
    Box box = new Box(new Index3(1, 2, 3), new Index3(2, 3, 4));
    Instance plain = new Instance(7, 1, box, new Instance.Centroid(1, 2, 3), List.of(box.begin()));
    assertEquals(
        "Instance[id=7, voxels=1, box="
            + box
            + ", centroid=Centroid[x=1.0, y=2.0, z=3.0],"
            + " anchors=["
            + box.begin()
            + "]]",
        plain.toString());
    Instance named = new Instance(7, 1, box, plain.centroid(), plain.anchors(), "core");
    assertEquals(plain.toString().replace("]]", "], lesionClass=core]"), named.toString());
  }
}
