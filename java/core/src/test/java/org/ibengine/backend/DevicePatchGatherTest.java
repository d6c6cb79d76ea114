package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ibengine.backend.DevicePatchGather.Target;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class DevicePatchGatherTest {
  private static final Size3 SIZE = new Size3(3, 5, 7);
  private static final DeviceMemory MEMORY = new Memory(2000);

  /** Memory that is asked for its size only. */
  private record Memory(long sizeBytes) implements DeviceMemory {
    @Override
    public long address() {
      throw new UnsupportedOperationException("no rule asks where memory is");
    }

    @Override
    public void close() {}
  }

  /** A volume that is asked for its type only. */
  private record Voxels(Size3 size, VoxelType type) implements DeviceVolume {
    @Override
    public boolean isResident() {
      return true;
    }

    @Override
    public DeviceEvent ready() {
      return DeviceEvent.PASSED;
    }

    @Override
    public void close() {}
  }

  private static DevicePatchGather crop(VoxelType source, Target target) {
    return new DevicePatchGather(
        new Voxels(SIZE, source), PatchCut.crop(Index3.ZERO, SIZE, null), target);
  }

  @Test
  void thePatchFitsItsMemory() {
    assertDoesNotThrow(() -> crop(VoxelType.INT16, new Target(MEMORY, 1580, ElementType.FLOAT32)));
    Target late = new Target(MEMORY, 1584, ElementType.FLOAT32);
    assertEquals(
        "a patch of (3, 5, 7) FLOAT32 elements at 1584 ends at 2004, the buffer holds 2000 bytes",
        assertThrows(IllegalArgumentException.class, () -> crop(VoxelType.INT16, late))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Target(MEMORY, 2, ElementType.FLOAT32));
  }

  @Test
  void aLabelPatchIsAPlainCopyAndIdsAreNotGathered() {
    Target label = new Target(MEMORY, 0, ElementType.UINT8);
    assertDoesNotThrow(() -> crop(VoxelType.UINT8, label));
    assertThrows(IllegalArgumentException.class, () -> crop(VoxelType.INT16, label));
    Target ids = new Target(MEMORY, 0, ElementType.INT32);
    assertThrows(IllegalArgumentException.class, () -> crop(VoxelType.INT16, ids));
  }

  @Test
  void weightsFitTheirMemoryAndHaveARuleAndAType() {
    try (HostBuffer bytes = new ReferenceBackend().allocate(8)) {
      DeviceWeightPatch.Instances map =
          new DeviceWeightPatch.Instances(
              new InstanceMap(0, 0, bytes), new Voxels(SIZE, VoxelType.INT32));
      WeightRule rule = WeightKind.PATCH_INVERSE.rule();
      WeightCut cut = new WeightCut(Index3.ZERO, SIZE, Orientation.IDENTITY, rule);
      WeightCut plain = new WeightCut(Index3.ZERO, SIZE, Orientation.IDENTITY, null);
      Target floats = new Target(MEMORY, 0, ElementType.FLOAT32);
      Target late = new Target(MEMORY, 1584, ElementType.FLOAT32);
      assertDoesNotThrow(() -> new DeviceWeightPatch(map, cut, floats, null));
      refused(() -> new DeviceWeightPatch(map, plain, floats, null));
      refused(() -> new DeviceWeightPatch(map, cut, late, null));
      refused(() -> new DeviceWeightPatch(map, cut, null, floats));
      refused(() -> new DeviceWeightPatch(map, cut, null, null));
    }
  }

  private static void refused(Runnable request) {
    assertThrows(IllegalArgumentException.class, request::run);
  }
}
