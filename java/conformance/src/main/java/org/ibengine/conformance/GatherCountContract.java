package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Elements that are counted while they are gathered. */
public interface GatherCountContract extends BackendSource {
  @ParameterizedTest
  @CsvSource({"0,0", "1,0", "2,1", "3,3"})
  default void elementsThatAreNotZeroAreCountedWhereAskedFor(int turns, int fill) {
    try (Fixture fixture = fixture()) {
      // 4 of 60 voxels are 0, of which the patch holds 3, beside 240 voxels outside of the volume.
      Volume volume =
          fixture.volume(
              new Size3(5, 4, 3),
              VoxelType.UINT8,
              (x, y, z) -> (x + 5 * y + 20 * z) % 17 == 3 ? 0 : 1);
      HostBuffer out = fixture.poisoned(2 * 288);
      HostBuffer counts = fixture.poisoned(12);
      List<PatchGather> patches = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        PatchCut cut =
            new PatchCut(
                new Index3(1, -1, -2),
                new Size3(6, 6, 8),
                null,
                new Orientation(turns, turns == 2, false, true),
                Intensity.IDENTITY,
                fill);
        Target target = new Target(out, 288L * i, ElementType.UINT8);
        patches.add(
            new PatchGather(
                volume, cut, target, i == 0 ? null : new Target(counts, 4, ElementType.INT32)));
      }
      fixture.backend().gatherPatches(patches, Backend.ALL_THREADS);
      int expected = 0;
      for (int i = 0; i < 288; i++) {
        expected += out.view(288, 288).get(i) != 0 ? 1 : 0;
      }
      assertEquals(fill == 0 ? 4 * 4 * 3 - 3 : 288 - 3, expected);
      assertEquals(expected, counts.view(0, 12).getInt(4));
      assertEquals(0xa5a5a5a5, counts.view(0, 12).getInt(0));
      assertEquals(0xa5a5a5a5, counts.view(0, 12).getInt(8));
    }
  }
}
