package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Labelling, by literals worked out by hand. */
public interface LabelContract extends BackendSource {
  private static Index3 at(int x, int y, int z) {
    return new Index3(x, y, z);
  }

  @ParameterizedTest
  @EnumSource(Connectivity.class)
  default void anEmptyMaskHasNoInstances(Connectivity connectivity) {
    try (Fixture fixture = fixture()) {
      Volume mask = fixture.mask(new Size3(3, 5, 7));
      Components components = fixture.backend().labelComponents(mask, connectivity);
      assertEquals(0, components.instanceCount());
      assertEquals(0, components.runs().count());
      assertEquals(connectivity, components.connectivity());
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "2,0,0", "0,4,0", "0,0,6", "2,4,6", "1,3,5"})
  default void aSingleVoxelIsAnInstanceWhereverItLies(int x, int y, int z) {
    try (Fixture fixture = fixture()) {
      Volume mask = fixture.mask(new Size3(3, 5, 7), at(x, y, z));
      Components components = fixture.backend().labelComponents(mask, Connectivity.FACE_6);
      Instance expected =
          new Instance(
              1,
              1,
              new Box(at(x, y, z), at(x + 1, y + 1, z + 1)),
              new Instance.Centroid(x, y, z),
              List.of(at(x, y, z)));
      assertEquals(List.of(expected), components.instances());
      assertArrayEquals(new int[][] {{x, x + 1, y, z, 1}}, Oracle.unpacked(components.runs()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,0,0, 1,1,1",
    "0,1,0, 1,1,1",
    "0,0,1, 1,1,1",
    "1,1,0, 2,1,1",
    "-1,1,0, 2,1,1",
    "1,0,1, 2,1,1",
    "-1,0,1, 2,1,1",
    "0,1,1, 2,1,1",
    "0,-1,1, 2,1,1",
    "1,1,1, 2,2,1",
    "-1,1,1, 2,2,1",
    "1,-1,1, 2,2,1",
    "-1,-1,1, 2,2,1",
    "2,0,0, 2,2,2",
    "0,2,0, 2,2,2",
    "0,0,2, 2,2,2",
    "2,1,1, 2,2,2"
  })
  default void twoVoxelsAreOneInstanceIfTheyTouchAsTheConnectivityAsks(
      int dx, int dy, int dz, int face, int edge, int corner) {
    try (Fixture fixture = fixture()) {
      Volume mask = fixture.mask(new Size3(4, 5, 6), at(1, 2, 3), at(1 + dx, 2 + dy, 3 + dz));
      int[] expected = {face, edge, corner};
      for (Connectivity connectivity : Connectivity.values()) {
        Components components = fixture.backend().labelComponents(mask, connectivity);
        assertEquals(
            expected[connectivity.ordinal()], components.instanceCount(), connectivity.name());
      }
    }
  }

  @Test
  default void voxelsAtBothEndsOfARowOrPlaneDoNotTouch() {
    try (Fixture fixture = fixture()) {
      Size3 size = new Size3(5, 6, 2);
      Volume mask =
          fixture.mask(size, at(4, 2, 0), at(0, 3, 0), /* planes: */ at(4, 5, 0), at(0, 0, 1));
      Components components = fixture.backend().labelComponents(mask, Connectivity.CORNER_26);
      assertEquals(4, components.instanceCount());
    }
  }

  @Test
  default void instancesAreNumberedWithXOutermostAndZInnermost() {
    try (Fixture fixture = fixture()) {
      Volume mask =
          fixture.mask(
              new Size3(5, 4, 3), at(4, 0, 0), at(0, 2, 2), at(2, 3, 0), at(2, 0, 2), at(0, 3, 0));
      Components components = fixture.backend().labelComponents(mask, Connectivity.FACE_6);
      List<Index3> first = components.instances().stream().map(i -> i.box().begin()).toList();
      assertEquals(List.of(at(0, 2, 2), at(0, 3, 0), at(2, 0, 2), at(2, 3, 0), at(4, 0, 0)), first);
      assertEquals(
          List.of(1, 2, 3, 4, 5), components.instances().stream().map(Instance::id).toList());
    }
  }

  @Test
  default void theNumberComesFromTheSmallestVoxelInThatOrderNotTheFirstInMemory() {
    try (Fixture fixture = fixture()) {
      // (3,0,0)-(3,0,1) comes first in memory, but (2,2,2) lies before it with x outermost; the L
      // from
      // (4,2,0) reaches back to (1,2,0).
      Volume mask =
          fixture.mask(
              new Size3(5, 3, 3),
              at(3, 0, 0),
              at(3, 0, 1),
              at(2, 2, 2),
              at(4, 2, 0),
              at(3, 2, 0),
              at(2, 2, 0),
              at(1, 2, 0));
      Components components = fixture.backend().labelComponents(mask, Connectivity.FACE_6);
      assertEquals(
          List.of(4L, 1L, 2L), components.instances().stream().map(Instance::voxels).toList());
      assertArrayEquals(
          new int[][] {{3, 4, 0, 0, 3}, {1, 5, 2, 0, 1}, {3, 4, 0, 1, 3}, {2, 3, 2, 2, 2}},
          Oracle.unpacked(components.runs()));
    }
  }

  @Test
  default void statisticsOfAnOddShapeAreExact() {
    try (Fixture fixture = fixture()) {
      Volume mask =
          fixture.mask(
              new Size3(7, 5, 3), at(1, 1, 0), at(2, 1, 0), at(5, 1, 0), at(2, 2, 0), at(2, 2, 1));
      Components components = fixture.backend().labelComponents(mask, Connectivity.FACE_6);
      List<Index3> anchors = List.of(at(1, 1, 0), at(2, 1, 0), at(2, 2, 0), at(2, 2, 1));
      Instance first =
          new Instance(
              1,
              4,
              new Box(at(1, 1, 0), at(3, 3, 2)),
              new Instance.Centroid(7 / 4.0, 6 / 4.0, 1 / 4.0),
              anchors);
      assertEquals(first, components.instances().get(0));
      assertEquals(5, components.foregroundVoxels());
    }
  }

  @Test
  default void theAnchorsOfALargeInstanceAreSixtyFourVoxelsEvenlySpread() {
    try (Fixture fixture = fixture()) {
      Size3 size = new Size3(10, 10, 2);
      Volume mask = fixture.volume(size, VoxelType.UINT8, (x, y, z) -> 1);
      Instance all =
          fixture.backend().labelComponents(mask, Connectivity.FACE_6).instances().get(0);
      assertEquals(200, all.voxels());
      assertEquals(Instance.MAX_ANCHORS, all.anchors().size());
      // (2k+1)*200/128: 1, 4, 7, 10, …, 198
      assertEquals(at(1, 0, 0), all.anchors().get(0));
      assertEquals(at(4, 0, 0), all.anchors().get(1));
      assertEquals(at(7, 0, 0), all.anchors().get(2));
      assertEquals(at(0, 1, 0), all.anchors().get(3));
      assertEquals(at(1, 0, 1), all.anchors().get(32));
      assertEquals(at(8, 9, 1), all.anchors().get(63));
    }
  }

  @Test
  default void runsAreMaximalAndInMemoryOrder() {
    try (Fixture fixture = fixture()) {
      double[] voxels = {1, 1, 0, 1, /**/ 0, 1, 0, 1, /**/ 0, 0, 0, 0, /**/ 1, 1, 1, 1};
      Volume mask = fixture.volume(new Size3(4, 2, 2), VoxelType.UINT8, voxels);
      Components components = fixture.backend().labelComponents(mask, Connectivity.FACE_6);
      assertArrayEquals(
          new int[][] {
            {0, 2, 0, 0, 1}, {3, 4, 0, 0, 1}, {1, 2, 1, 0, 1}, {3, 4, 1, 0, 1}, {0, 4, 1, 1, 1}
          },
          Oracle.unpacked(components.runs()));
    }
  }

  @Test
  default void anyValueAboveZeroIsForeground() {
    try (Fixture fixture = fixture()) {
      Volume mask = fixture.volume(new Size3(6, 1, 1), VoxelType.UINT8, 1, 255, 0, 128, 127, 2);
      Components components = fixture.backend().labelComponents(mask, Connectivity.FACE_6);
      assertEquals(List.of(2L, 3L), components.instances().stream().map(Instance::voxels).toList());
    }
  }

  @Test
  default void aMaskOfAnotherTypeOrClosedOrForeignIsRefused() {
    try (Fixture fixture = fixture()) {
      Size3 size = new Size3(2, 1, 1);
      Connectivity any = Connectivity.FACE_6;
      Volume int16 = fixture.volume(size, VoxelType.INT16, 0, 1);
      assertThrows(
          IllegalArgumentException.class, () -> fixture.backend().labelComponents(int16, any));
      Volume foreign = new Volume(size, VoxelType.UINT8, ForeignBuffer.ofSize(2));
      assertThrows(
          IllegalArgumentException.class, () -> fixture.backend().labelComponents(foreign, any));
      Volume closed = fixture.mask(size);
      closed.data().close();
      assertThrows(
          IllegalStateException.class, () -> fixture.backend().labelComponents(closed, any));
    }
  }
}
