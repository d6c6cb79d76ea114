package org.ibengine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class ModalityIndexTest {
  @Test
  void percentilesAreScaledInFloat64() {
    ModalityIndex index = new ModalityIndex("CT", VoxelType.INT16, 0.5, -1024, 10, 300);
    assertEquals(-1019, index.low());
    assertEquals(-874, index.high());
  }

  @Test
  void aNegativeSlopeTurnsTheRawOrderAround() {
    ModalityIndex index = new ModalityIndex("T1", VoxelType.INT16, -2, 0, 300, 10);
    assertEquals(-600, index.low());
    assertEquals(-20, index.high());
  }

  @Test
  void aSlopeOfZeroIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ModalityIndex("T1", VoxelType.INT16, 0, 0, 10, 300));
  }
}
