package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.augment.IntensityChange.Blur;
import org.ibengine.augment.IntensityChange.LowResolution;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.backend.AugmentedLaunch;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceIntensityPatch;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DevicePatchGather.Target;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.DeviceWeightPatch;
import org.ibengine.backend.InstanceMap;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.Warp;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightKind;
import org.ibengine.conformance.Fixture;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Memory of the launches that augment patches. */
class AugmentedForecastTest implements OnDriverDouble {
  private static final Size3 SIZE = new Size3(24, 18, 12);
  private static final int PATCHES = 3;
  private static final int POINTS = 6;
  private static final int INSTANCES = 40;
  private static final long PATCH_BYTES = SIZE.voxels() * Float.BYTES;

  /** In steps of two voxels, so the box has about 8 voxels for one of the patch. */
  private static Warp warp(Random random) {
    long[] matrix = {2 * Warp.ONE, 0, 0, 0, 2 * Warp.ONE, 0, 0, 0, 2 * Warp.ONE};
    return new Warp(matrix, new long[3], RandomWarps.spline(SIZE, POINTS, random));
  }

  private static void gather(
      DeviceBackend backend,
      DeviceVolume image,
      DeviceMemory out,
      List<Warp> warps,
      DeviceStream stream) {
    List<DevicePatchGather> patches = new ArrayList<>();
    for (int i = 0; i < PATCHES; i++) {
      PatchCut cut =
          new PatchCut(
              Index3.ZERO, SIZE, null, Orientation.IDENTITY, Intensity.IDENTITY, 0, warps.get(i));
      Target target = new Target(out, i * PATCH_BYTES, ElementType.FLOAT32);
      patches.add(new DevicePatchGather(image, cut, target));
    }
    backend.gatherPatches(patches, stream).close();
  }

  private static void paint(
      DeviceBackend backend,
      DeviceWeightPatch.Instances map,
      DeviceMemory out,
      List<Warp> warps,
      DeviceStream stream) {
    List<DeviceWeightPatch> patches = new ArrayList<>();
    for (int i = 0; i < PATCHES; i++) {
      WeightCut cut =
          new WeightCut(
              Index3.ZERO,
              SIZE,
              Orientation.IDENTITY,
              WeightKind.PATCH_INVERSE.rule(),
              warps.get(i));
      Target target = new Target(out, i * PATCH_BYTES, ElementType.FLOAT32);
      patches.add(new DeviceWeightPatch(map, cut, target, null));
    }
    backend.paintInstances(patches, stream).close();
  }

  private static void change(DeviceBackend backend, DeviceMemory out, DeviceStream stream) {
    List<DeviceIntensityPatch> patches = new ArrayList<>();
    for (int i = 0; i < PATCHES; i++) {
      patches.add(
          new DeviceIntensityPatch(
              new Target(out, i * PATCH_BYTES, ElementType.FLOAT32),
              SIZE,
              List.of(
                  new Blur(new Triple(16, 16, 16)), new LowResolution(new Triple(0.5, 0.5, 0.5)))));
    }
    backend.changeIntensities(patches, stream).close();
  }

  private static AugmentedLaunch forecast(List<Warp> warps, int patches) {
    long box = warps.stream().mapToLong(warp -> warp.box(SIZE).size().voxels()).max().orElseThrow();
    return new AugmentedLaunch(patches, patches, INSTANCES, SIZE, box, POINTS, patches, 2);
  }

  private static InstanceMap emptyMap(Fixture cuda) {
    HostBuffer data = cuda.poisoned((int) InstanceMap.bytes(INSTANCES, 0));
    data.view(0, (int) data.sizeBytes()).put(new byte[(int) data.sizeBytes()]);
    return new InstanceMap(INSTANCES, 0, data);
  }

  @Test
  void launchesTakeNoMoreThanWasReserved() {
    Random random = new Random(1);
    List<Warp> warps = List.of(warp(random), warp(random), warp(random));
    try (Fixture cuda = new Fixture(new CudaBackendProvider().open(1))) {
      DeviceBackend backend = (DeviceBackend) cuda.backend();
      Volume voxels = cuda.volume(new Size3(60, 50, 40), VoxelType.UINT8, (x, y, z) -> x + y);
      InstanceMap map = emptyMap(cuda);
      try (DeviceStream stream = backend.newStream();
          DeviceVolume image = backend.upload(voxels, stream);
          DeviceVolume instances = backend.upload(map.asVolume(), stream);
          DeviceMemory out = backend.allocateDevice(PATCHES * PATCH_BYTES)) {
        long before = DriverDouble.open("device_bytes");
        long bytes = backend.launchBytes(forecast(warps, PATCHES));
        backend.reserve(stream, bytes);
        assertEquals(before + bytes, DriverDouble.open("device_bytes"));
        gather(backend, image, out, warps, stream);
        paint(backend, new DeviceWeightPatch.Instances(map, instances), out, warps, stream);
        change(backend, out, stream);
        assertEquals(before + bytes, DriverDouble.open("device_bytes"));
        stream.synchronize();
      }
    }
  }

  @Test
  void launchesThatNothingWasReservedForTakeWhatIsTold() {
    Random random = new Random(2);
    List<Warp> warps = List.of(warp(random), warp(random), warp(random));
    try (Fixture cuda = new Fixture(new CudaBackendProvider().open(1))) {
      DeviceBackend backend = (DeviceBackend) cuda.backend();
      InstanceMap map = emptyMap(cuda);
      try (DeviceStream stream = backend.newStream();
          DeviceVolume instances = backend.upload(map.asVolume(), stream);
          DeviceMemory out = backend.allocateDevice(PATCHES * PATCH_BYTES)) {
        long before = DriverDouble.open("device_bytes");
        paint(backend, new DeviceWeightPatch.Instances(map, instances), out, warps, stream);
        long taken = DriverDouble.open("device_bytes") - before;
        stream.synchronize();
        long told = backend.launchBytes(forecast(warps, PATCHES));
        assertTrue(taken <= told && told <= taken * 9 / 8, taken + " of " + told);
      }
    }
  }

  @Test
  void withoutAugmentationItIsWhatOtherLaunchesTake() {
    try (DeviceBackend backend = new CudaBackendProvider().open(1)) {
      AugmentedLaunch plain = new AugmentedLaunch(30, 2, 70_000, SIZE, 0, 0, 0, 0);
      assertEquals(backend.launchBytes(30, 2, 70_000), backend.launchBytes(plain));
    }
  }
}
