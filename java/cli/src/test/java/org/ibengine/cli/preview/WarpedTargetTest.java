package org.ibengine.cli.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.ibengine.BatchItem;
import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.label.Instance;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.Test;

class WarpedTargetTest {
  private static final int WIDTH = 6;
  private static final int HEIGHT = 5;
  private static final int DEPTH = 4;

  private static PatchSpace space(boolean positive, Index3 fixed) {
    Warping warping = new Warping(new Triple(0, 0, 9), Triple.ONE, null, List.of()).about(fixed);
    Variation variation = new Variation(0, true, false, false, 1, 0, warping, List.of());
    Index3 corner = new Index3(10, -3, 7);
    Box box = new Box(corner, new Index3(16, 2, 11));
    Instance instance = new Instance(1, 3, box, new Instance.Centroid(0, 0, 0), List.of(corner));
    BatchItem item =
        new BatchItem(
            "p",
            positive ? instance : null,
            0,
            corner,
            VoxelSpace.VOLUME,
            variation,
            positive ? "" : "grid",
            false,
            positive);
    return new PatchSpace(item, WIDTH, HEIGHT, DEPTH);
  }

  private static byte[] label(int[]... voxels) {
    byte[] label = new byte[WIDTH * HEIGHT * DEPTH];
    for (int[] at : voxels) {
      label[(at[2] * HEIGHT + at[1]) * WIDTH + at[0]] = 1;
    }
    return label;
  }

  @Test
  void theBoxHoldsWhatIsConnectedWithTheVoxelThatStayed() {
    // Voxel 1 along x is 4 after the flip.
    byte[] label =
        label(
            new int[] {4, 2, 1},
            new int[] {5, 3, 2},
            new int[] {5, 4, 3},
            new int[] {0, 2, 1},
            new int[] {2, 2, 1});
    assertEquals(
        new Box(new Index3(4, 2, 1), new Index3(6, 5, 4)),
        WarpedTarget.of(space(true, new Index3(1, 2, 1)), label));
  }

  @Test
  void withoutForegroundThereItIsThatVoxel() {
    assertEquals(
        new Box(new Index3(4, 2, 1), new Index3(5, 3, 2)),
        WarpedTarget.of(space(true, new Index3(1, 2, 1)), label()));
  }

  @Test
  void backgroundHasNone() {
    assertNull(WarpedTarget.of(space(false, null), label(new int[] {1, 1, 1})));
  }
}
