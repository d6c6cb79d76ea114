package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.MemoryForecast;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.DeviceWeightPatch;
import org.ibengine.backend.InstanceMap;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightKind;
import org.ibengine.label.Connectivity;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** What an engine and its launches take of device memory, beside what was said before. */
class DeviceForecastTest implements EngineOnDriverDouble {
  private static final int PAGE = 4096; // what the pool rounds up to
  private static final int SLOTS = 4;
  private static final int VOXELS = 2 * 100; // of a channel of a batch

  private EngineOptions weighted() {
    return options().weights(WeightKind.PATCH_INVERSE).instanceMaps(true);
  }

  @Test
  void launchesTakeTheirTablesAndEightBytesForEachInstanceOfAPatch() {
    try (DeviceBackend backend = new CudaBackendProvider().open(1)) {
      assertEquals(PAGE, backend.launchBytes(25, 0, 9)); // 25 · 160
      assertEquals(2 * PAGE, backend.launchBytes(26, 0, 9));
      assertEquals(PAGE, backend.launchBytes(6, 2, 9)); // 2 · (136 + 10 · 8), in turn with 6 · 160
      // 2 · (136 + 70,001 · 8) = 1,120,288, in ninths of 2^20 + 2^17
      assertEquals(9 * (1 << 17), backend.launchBytes(6, 2, 70_000));
    }
  }

  @Test
  void anUploadTakesItsVoxelsWithRowsPaddedTo16Bytes() {
    try (DeviceBackend backend = new CudaBackendProvider().open(1);
        DeviceStream stream = backend.newStream()) {
      for (VoxelType type : List.of(VoxelType.UINT8, VoxelType.INT16, VoxelType.FLOAT64)) {
        for (int x : new int[] {1, 5, 16, 17}) {
          Size3 size = new Size3(x, 3, 2);
          long padded = (x * type.sizeBytes() + 15L) / 16 * 16 * 3 * 2;
          assertEquals(padded, backend.uploadBytes(size, type));
          long before = DriverDouble.open("device_bytes");
          try (HostBuffer data = backend.allocate(size.voxels() * type.sizeBytes());
              DeviceVolume volume = backend.upload(new Volume(size, type, data), stream)) {
            assertEquals(before + padded, DriverDouble.open("device_bytes"));
            assertTrue(volume.isResident());
          }
        }
      }
    }
  }

  @Test
  void theForecastHoldsVolumesBatchesAndLaunches() {
    try (IbEngine engine = volumes(options())) {
      MemoryForecast.OnDevice device = engine.memory().device();
      // Rows of 13, 10, 4 and 11 voxels of 4, 2 and 1 bytes, each padded to a multiple of 16 bytes.
      assertEquals(99 * 112 + 84 * 96 + 6 * 48 + 72 * 96, device.volumeBytes());
      assertEquals(SLOTS * VOXELS * (2 * 4 + 1), device.ringBytes());
      assertEquals(SLOTS * PAGE, device.launchBytes()); // 6 patches of 160 bytes
      assertEquals(26_352 + 7_200 + 16_384, device.totalBytes());
    }
    try (IbEngine engine = volumes(weighted())) {
      MemoryForecast.OnDevice device = engine.memory().device();
      assertEquals(SLOTS * VOXELS * (2 * 4 + 1 + 4 + 4), device.ringBytes());
      assertEquals(SLOTS * PAGE, device.launchBytes()); // 2 of 136, and at most 6 of 8 each
    }
  }

  @Test
  void volumesThatFindNoRoomBesideBatchesAndLaunchesStayOff() {
    long all = 26_352 + 7_200 + 16_384;
    try (IbEngine engine = volumes(options().maxDeviceMemory(all))) {
      assertEquals(all, engine.memory().device().totalBytes());
    }
    try (IbEngine engine = volumes(options().maxDeviceMemory(all - 1))) {
      assertTrue(engine.memory().device().volumeBytes() < 26_352);
      assertTrue(engine.memory().device().totalBytes() < all);
    }
  }

  @Test
  void noMoreIsTakenThanPredictedWithTrainingAndValidationOpen() {
    assertTakesAtMost(0, options());
    assertTakesAtMost(0, options().repeats(9));
    assertTakesAtMost(labellingBytes(), weighted().repeats(9));
  }

  private void assertTakesAtMost(long besides, EngineOptions options) {
    try (IbEngine engine = volumes(options);
        Epoch training = engine.epoch(3)) {
      long taken = 0;
      try (Epoch validation = engine.validation()) {
        while (training.hasNext()) {
          training.next().ready().await();
          if (validation.hasNext()) {
            validation.next().ready().await();
          }
          taken = Math.max(taken, DriverDouble.open("device_bytes"));
        }
      }
      MemoryForecast.OnDevice predicted = engine.memory().device();
      String told = taken + " bytes, predicted " + predicted;
      assertTrue(taken <= predicted.totalBytes() + besides, told);
      assertTrue(taken > predicted.ringBytes() + predicted.launchBytes() / 4, told);
    }
  }

  /** What a small mask takes, which is in no forecast; the pool keeps it. */
  private static long labellingBytes() {
    try (DeviceBackend backend = new CudaBackendProvider().open(1);
        HostBuffer bytes = backend.allocate(3 * 5 * 7)) {
      bytes.view(0, 3 * 5 * 7).put(new byte[3 * 5 * 7]).put(4, (byte) 1);
      backend.labelComponents(
          new Volume(new Size3(3, 5, 7), VoxelType.UINT8, bytes), Connectivity.FACE_6);
      return DriverDouble.open("device_bytes");
    }
  }

  @Test
  void launchesThatGrowAndShrinkKeepTheLargestBlockOnly() {
    try (DeviceBackend backend = new CudaBackendProvider().open(1);
        DeviceStream stream = backend.newStream();
        DeviceMemory target = backend.allocateDevice(Float.BYTES)) {
      for (int instances : new int[] {3, 9_000, 70_000, 500, 20_000}) {
        weigh(backend, instances, target, stream);
      }
      long kept = DriverDouble.open("device_bytes") - Float.BYTES;
      assertEquals(backend.launchBytes(0, 1, 70_000), kept);
    }
  }

  private static void weigh(
      DeviceBackend backend, int instances, DeviceMemory target, DeviceStream stream) {
    long bytes = InstanceMap.bytes(instances, 0);
    try (HostBuffer data = backend.allocate(bytes)) {
      InstanceMap map = new InstanceMap(instances, 0, data);
      try (DeviceVolume shared = backend.share(map.asVolume());
          DeviceEvent written =
              backend.paintInstances(List.of(voxel(map, shared, target)), stream)) {
        written.await();
      }
    }
  }

  /** The weight of one voxel of background. */
  private static DeviceWeightPatch voxel(
      InstanceMap map, DeviceVolume shared, DeviceMemory target) {
    return new DeviceWeightPatch(
        new DeviceWeightPatch.Instances(map, shared),
        new WeightCut(
            Index3.ZERO, new Size3(1, 1, 1), Orientation.IDENTITY, WeightKind.PATCH_INVERSE.rule()),
        new DevicePatchGather.Target(target, 0, ElementType.FLOAT32),
        null);
  }
}
