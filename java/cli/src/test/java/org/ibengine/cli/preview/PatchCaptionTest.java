package org.ibengine.cli.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ibengine.BatchItem;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.label.Instance;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Box;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.Test;

class PatchCaptionTest {
  private static final String UID =
      "1.3.6.1.4.1.14519.5.2.1.6279.6001.105756658031515062000744821260";

  private static BatchItem item(Instance instance, String stratum) {
    return new BatchItem(
        UID,
        instance,
        1,
        Index3.ZERO,
        VoxelSpace.VOLUME,
        Variation.NONE,
        stratum,
        false,
        instance != null);
  }

  private static String name(BatchItem item) {
    return PatchCaption.name(item, text -> text.length() <= 24);
  }

  @Test
  void theStratumIsReadThoughTheCaseHasALongName() {
    assertEquals("mined · 1.3.6.1.…4821260", name(item(null, "mined")));
    assertEquals("ring:20-60 · 1.3.6…21260", name(item(null, "ring:20-60")));
  }

  @Test
  void theInstanceIsReadThoughTheCaseHasALongName() {
    Instance lesion =
        new Instance(
            12,
            1,
            new Box(Index3.ZERO, new Index3(1, 1, 1)),
            new Instance.Centroid(0, 0, 0),
            List.of(Index3.ZERO));
    assertEquals("#12 · 1.3.6.1.4…44821260", name(item(lesion, "")));
  }

  @Test
  void whatTransformsDidIsNamed() {
    Variation variation =
        new Variation(
            1,
            true,
            false,
            false,
            1,
            0,
            new Warping(Triple.ZERO, new Triple(2, 2, 2), null, List.of()),
            List.of(
                List.of(new IntensityChange.Gamma(0.8, true, true)),
                List.of(
                    new IntensityChange.Noise(1, 2), new IntensityChange.Gamma(0.9, true, true))));
    BatchItem item =
        new BatchItem(
            UID, null, 0, Index3.ZERO, VoxelSpace.VOLUME, variation, "grid", false, false);
    PatchSlice slice = new PatchSlice(item, 1, 1, 1, 0, List.of(), new byte[1], null);
    assertEquals(
        "at (0, 0, 0), z 0 · 90° · flip x · scaling · noise · gamma inverted",
        PatchCaption.place(slice, text -> true));
  }
}
