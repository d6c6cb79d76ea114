package org.ibengine.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.grid.GridChanges.Before;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Box;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** On rows of voxels along z: {@code #} is foreground. */
class InstanceTraceTest {
  private static final Backend BACKEND = new ReferenceBackend();

  private static Components components(String row) {
    Size3 size = new Size3(1, 1, row.length());
    HostBuffer data = BACKEND.allocate(size.voxels());
    ByteBuffer bytes = data.view(0, row.length());
    for (int i = 0; i < row.length(); i++) {
      bytes.put(i, (byte) (row.charAt(i) == '#' ? 1 : 0));
    }
    return BACKEND.labelComponents(new Volume(size, VoxelType.UINT8, data), Connectivity.FACE_6);
  }

  private static GridChanges changes(
      String before, String stored, GridMap map, boolean nearest, int begin, int end) {
    Size3 size = new Size3(1, 1, before.length());
    Box crop = new Box(new Index3(0, 0, begin), new Index3(1, 1, end));
    return new InstanceTrace(components(before), size, nearest)
        .changes(components(stored), allKept(stored), map, GridMap.IDENTITY, crop);
  }

  private static int[] allKept(String stored) {
    return IntStream.rangeClosed(0, components(stored).instanceCount()).toArray();
  }

  private static GridMap map(double step, double first) {
    return GridMap.of(Affine.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, step, first));
  }

  private static Before before(int id, int begin, int end) {
    return new Before(id, end - begin, new Box(new Index3(0, 0, begin), new Index3(1, 1, end)), "");
  }

  @Test
  void everyVoxelThatIsKeptKeepsItsInstance() {
    GridChanges changes = changes("##..#..###", "###..#..##", map(-1, 9), true, 0, 10);
    assertTrue(changes.isEmpty(), changes.toString());
  }

  @Test
  void anInstanceBetweenStoredVoxelsIsLostAndNeighboursAreJoined() {
    GridChanges changes = changes("##.#..#.##", "#..##", map(2, 0), true, 0, 10);
    assertEquals(List.of(before(2, 3, 4)), changes.lost());
    assertEquals(
        List.of(new GridChanges.Joined(2, List.of(before(3, 6, 7), before(4, 8, 10)))),
        changes.joined());
    assertEquals(List.of(), changes.removed());
    assertEquals(List.of(), changes.split());
  }

  @Test
  void aGapInTheStoredVoxelsSplitsAnInstance() {
    GridChanges changes = changes(".####", ".#.##", map(1, 0), true, 0, 5);
    assertEquals(List.of(new GridChanges.Split(before(1, 1, 5), List.of(1, 2))), changes.split());
    assertEquals(List.of(), changes.lost());
  }

  @Test
  void aCropCutsInstancesAndRemovesThoseOutside() {
    GridChanges changes = changes("#.###.#.##", "#.#.#", map(1, 4), true, 4, 9);
    assertEquals(List.of(before(1, 0, 1)), changes.removed());
    assertEquals(
        List.of(new GridChanges.Cut(before(2, 2, 5), 1), new GridChanges.Cut(before(4, 8, 10), 1)),
        changes.cut());
    assertEquals(List.of(), changes.lost());
  }

  @Test
  void betweenVoxelsTheInstanceWithTheLargestWeightCounts() {
    // stored voxels lie at 1.25 and 1.75, between instance 1 (voxel 1) and 2 (voxel 2 is empty)
    assertEquals(List.of(), changes("##.#", "##", map(0.5, 1.25), false, 0, 4).joined());
    // at 1.5 and 2.5 of voxels 1 and 3 alone
    assertEquals(1, changes(".#.#", "##", map(1, 1.5), false, 0, 4).joined().size());
    // the nearest voxel of 1.5 is 2, which belongs to no instance
    assertEquals(List.of(before(1, 1, 2)), changes(".#.#", "##", map(1, 1.5), true, 0, 4).lost());
  }
}
