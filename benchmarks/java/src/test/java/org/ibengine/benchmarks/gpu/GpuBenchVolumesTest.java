package org.ibengine.benchmarks.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GpuBenchVolumesTest {
  private static final Size3 SIZE = new Size3(31, 23, 17);

  private static byte[] bytes(Volume volume) {
    try (HostBuffer data = volume.data()) {
      byte[] bytes = new byte[Math.toIntExact(volume.sizeBytes())];
      data.view(0, bytes.length).get(bytes);
      return bytes;
    }
  }

  private static int hash(Backend backend, long seed) {
    Volume volume = new GpuBenchVolumes(SIZE, seed).intensities(backend, VoxelType.INT16);
    return Arrays.hashCode(bytes(volume));
  }

  @Test
  void aThirdOfEveryRowIsAirAndTheRestDependsOnTheSeed() {
    try (Backend cpu = Backends.open("cpu", 1);
        Backend reference = Backends.open("reference", 1)) {
      byte[] voxels = bytes(new GpuBenchVolumes(SIZE, 3).intensities(reference, VoxelType.INT16));
      int air = 0;
      for (int voxel = 0; voxel < SIZE.voxels(); voxel++) {
        boolean zero = voxels[2 * voxel] == 0 && voxels[2 * voxel + 1] == 0;
        assertTrue(zero || voxel % 31 >= 10, "voxel " + voxel);
        air += zero ? 1 : 0;
      }
      assertTrue(air < 0.4 * SIZE.voxels(), air + " voxels of air");
      assertEquals(hash(cpu, 3), hash(reference, 3));
      assertNotEquals(hash(cpu, 3), hash(cpu, 4));
    }
  }

  @ParameterizedTest
  @EnumSource
  void foregroundIsWhatItsNameSays(GpuBenchVolumes.Foreground foreground) {
    try (Backend cpu = Backends.open("cpu", 1)) {
      Volume mask = new GpuBenchVolumes(SIZE, 5).mask(cpu, foreground);
      try (HostBuffer data = mask.data()) {
        Volume same = new Volume(mask.size(), VoxelType.UINT8, data);
        Components found = cpu.labelComponents(same, Connectivity.FACE_6);
        double share = (double) found.foregroundVoxels() / SIZE.voxels();
        switch (foreground) {
          case SPARSE -> assertTrue(found.instanceCount() <= 2 && share < 0.5, found.toString());
          case BLOB -> assertTrue(found.instanceCount() == 1 && share > 0.2, "share " + share);
          case NOISE -> assertEquals(26 / 256.0, share, 0.01);
        }
      }
    }
  }

  @Test
  void noiseIsBoundedSoThatItsInstancesFitIntoJava() {
    try (Backend cpu = Backends.open("cpu", 1)) {
      Volume noise =
          new GpuBenchVolumes(new Size3(4096, 4096, 5), 1)
              .mask(cpu, GpuBenchVolumes.Foreground.NOISE);
      assertEquals(new Size3(4096, 4096, 2), noise.size());
      noise.data().close();
    }
  }
}
