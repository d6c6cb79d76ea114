package org.ibengine.cli.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.ibengine.BatchItem;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.label.Instance;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.Test;

class PatchSpaceTest {
  private static final Instance LESION =
      new Instance(
          1,
          2,
          new Box(new Index3(11, 21, 33), new Index3(13, 22, 34)),
          new Instance.Centroid(11.5, 21, 33),
          List.of(new Index3(11, 21, 33)));

  private static PatchSpace space(Variation variation) {
    Index3 corner = new Index3(10, 20, 30);
    return new PatchSpace(
        new BatchItem("p", LESION, 2, corner, VoxelSpace.VOLUME, variation, "", false, true),
        5,
        5,
        7);
  }

  @Test
  void withoutChangesOnlyTheCornerMatters() {
    assertEquals(new Index3(1, 1, 3), space(Variation.NONE).voxel(11, 21, 33));
  }

  @Test
  void oneTurnPutsInputXYToOutputNMinus1MinusYX() {
    Variation turned = new Variation(1, false, false, false, 1, 0);
    assertEquals(new Index3(4, 2, 0), space(turned).voxel(12, 20, 30)); // in (2, 0)
    assertEquals(
        new Box(new Index3(3, 1, 3), new Index3(4, 3, 4)),
        space(turned).target()); // in x 1..2, y 1
  }

  @Test
  void flipsComeAfterTurns() {
    Variation both = new Variation(1, true, false, true, 1, 0);
    assertEquals(new Index3(0, 2, 6), space(both).voxel(12, 20, 30));
  }

  @Test
  void backgroundHasNoTarget() {
    BatchItem background =
        new BatchItem(
            "p", null, 0, Index3.ZERO, VoxelSpace.VOLUME, Variation.NONE, "grid", false, false);
    assertNull(new PatchSpace(background, 5, 5, 7).target());
  }
}
