package org.ibengine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.backend.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;

class VolumeTest {
  @Test
  void theBufferMustHoldAllVoxels() {
    try (HostBuffer buffer = new ReferenceBackend().allocate(209)) {
      Size3 size = new Size3(3, 5, 7);
      assertEquals(105, new Volume(size, VoxelType.UINT8, buffer).sizeBytes());
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> new Volume(size, VoxelType.INT16, buffer));
      assertEquals(
          "a volume of (3, 5, 7) INT16 voxels needs 210 bytes, the buffer holds 209",
          refused.getMessage());
    }
  }

  @Test
  void voxelTypesKnowTheirSizeAndKind() {
    assertEquals(8, VoxelType.FLOAT64.sizeBytes());
    assertEquals(4, VoxelType.UINT32.sizeBytes());
    assertEquals(2, VoxelType.UINT16.sizeBytes());
    assertEquals(1, VoxelType.INT8.sizeBytes());
    assertTrue(VoxelType.FLOAT32.isFloating());
    assertFalse(VoxelType.INT32.isFloating());
  }

  @Test
  void spacingIsPositiveAndGivesTheVolumeOfAVoxel() {
    Geometry.Spacing spacing = new Geometry.Spacing(0.5, 2, 3);
    Geometry geometry = new Geometry(new Size3(3, 5, 7), spacing, Affine.scaling(0.5, 2, 3));
    assertEquals(3, geometry.voxelVolumeMm3());
    assertThrows(IllegalArgumentException.class, () -> new Geometry.Spacing(0.5, 0, 3));
    assertThrows(IllegalArgumentException.class, () -> new Geometry.Spacing(Double.NaN, 2, 3));
  }
}
