package org.ibengine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.augment.IntensityChange.Brightness;
import org.ibengine.augment.IntensityChange.Gamma;
import org.ibengine.backend.Backend;
import org.ibengine.backend.IntensityPatch;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

/** What the library says of changes; what it makes of them is in the contract. */
class CpuIntensitiesTest {
  @Test
  void aChangeThatTheLibraryRefusesIsNamedAndNothingIsWritten() {
    try (Backend backend = new CpuBackendProvider().open(1);
        HostBuffer memory = backend.allocate(4)) {
      memory.view(0, 4).putFloat(0, 5);
      IntensityPatch patch =
          new IntensityPatch(
              new Target(memory, 0, ElementType.FLOAT32),
              new Size3(1, 1, 1),
              List.of(new Brightness(2), new Gamma(17, false, false)));
      RuntimeException refusal =
          assertThrows(RuntimeException.class, () -> backend.changeIntensities(List.of(patch), 1));
      String rule = "patch 0, change 1: an exponent must be above 0 and at most 16, was 17";
      assertTrue(refusal.getMessage().contains(rule), refusal.getMessage());
      assertEquals(5, memory.view(0, 4).getFloat(0));
    }
  }

  @Test
  void noPatchesAreFine() {
    try (Backend backend = new CpuBackendProvider().open(1)) {
      backend.changeIntensities(List.of(), 1);
    }
  }
}
