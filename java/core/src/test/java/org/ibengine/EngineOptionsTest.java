package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {
  private final EngineOptions options = EngineOptions.defaults();

  @Test
  void patchesMayBeLongButNotWithoutEnd() {
    assertEquals(
        new Size3(65_536, 65_536, 65_536), options.patchSize(65_536, 65_536, 65_536).patchSize());
    assertEquals(
        "a patch has at most 65536 voxels an axis, was (64, 65537, 64)",
        assertThrows(IllegalArgumentException.class, () -> options.patchSize(64, 65_537, 64))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> options.patchSize(64, 0, 64));
  }

  @Test
  void settingSomethingLeavesTheOptionsAsTheyWere() {
    options.patchSize(3, 5, 7);
    assertNull(options.patchSize());
  }
}
