package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.BiFunction;
import org.ibengine.backend.Backend;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.OnDriverDouble;
import org.ibengine.label.Connectivity;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnDriverDouble.class)
class KernelBenchTest {
  private static final Size3 SIZE = new Size3(3, 5, 7);

  private static List<KernelBench.Run> measured(
      BiFunction<KernelBench, Volume, List<KernelBench.Run>> operation) {
    try (DeviceBackend backend = new CudaBackendProvider().open(1);
        HostBuffer data = backend.allocate(SIZE.voxels())) {
      for (int i = 0; i < SIZE.voxels(); i++) {
        data.bareView(i, 1).put((byte) (i % 4 / 3));
      }
      Volume volume = new Volume(SIZE, VoxelType.UINT8, data);
      return operation.apply(KernelBench.of(backend), volume);
    }
  }

  private static void check(List<KernelBench.Run> runs, String... kernels) {
    assertEquals(3, runs.size());
    for (KernelBench.Run run : runs) {
      assertEquals(List.of(kernels), List.copyOf(run.kernels().keySet()));
      run.kernels().forEach((kernel, seconds) -> assertTrue(seconds > 0, kernel));
      assertTrue(run.seconds() >= run.kernelSeconds(), run.toString());
    }
  }

  @Test
  void everyKernelOfAnOperationIsTimedAndTheSpanHoldsThemAll() {
    check(
        measured((bench, volume) -> bench.percentiles(volume, 3, 1, 99)),
        "percentiles_histogram8",
        "percentiles_bins");
    check(
        measured((bench, mask) -> bench.labelComponents(mask, Connectivity.FACE_6, 3)),
        "label_runs",
        "label_unite",
        "label_roots",
        "label_number",
        "label_measure");
  }

  @Test
  void aColdRunBeginsAfterMoreThanTheCacheHoldsWasFilled() {
    String fill = "cuMemsetD8Async";
    long before = OnDriverDouble.calls(fill);
    check(measured((bench, volume) -> bench.copy(100, 3)), "copy");
    assertEquals(before, OnDriverDouble.calls(fill));
    check(measured((bench, volume) -> bench.cold().copy(100, 3)), "copy");
    assertEquals(before + 3, OnDriverDouble.calls(fill));
    check(
        measured((bench, mask) -> bench.cold().percentiles(mask, 3, 1, 99)),
        "percentiles_histogram8",
        "percentiles_bins");
  }

  @Test
  void theSweepIsLargerThanTheCacheOfTheDevice() {
    try (DeviceBackend backend = new CudaBackendProvider().open(1)) {
      Context context = ((CudaBackend) backend).onDevice().context();
      try (CacheSweep sweep = CacheSweep.of(context)) {
        assertTrue(sweep.sizeBytes() > context.l2Bytes() && context.l2Bytes() > 0);
      }
    }
  }

  @Test
  void gathersAreOneLaunch() {
    try (DeviceBackend backend = new CudaBackendProvider().open(1);
        HostBuffer data = backend.allocate(SIZE.voxels());
        DeviceStream stream = backend.newStream();
        DeviceVolume source = backend.upload(new Volume(SIZE, VoxelType.UINT8, data), stream);
        DeviceMemory batch = backend.allocateDevice(2 * SIZE.voxels() * Float.BYTES)) {
      source.ready().await();
      List<DevicePatchGather> patches =
          List.of(patch(source, batch, 0), patch(source, batch, SIZE.voxels() * Float.BYTES));
      long before = OnDriverDouble.calls("cuLaunchKernel");
      check(KernelBench.of(backend).gatherPatches(patches, 3), "gather_patches");
      assertEquals(before + 4, OnDriverDouble.calls("cuLaunchKernel")); // one to warm up
    }
  }

  private static DevicePatchGather patch(DeviceVolume source, DeviceMemory batch, long offset) {
    return new DevicePatchGather(
        source,
        PatchCut.crop(new Index3(1, 0, 2), SIZE, null),
        new DevicePatchGather.Target(batch, offset, ElementType.FLOAT32));
  }

  @Test
  void copiesAndUploadsAreTimedLikeKernels() {
    check(measured((bench, volume) -> bench.copy(1_000, 3)), "copy");
    check(measured((bench, volume) -> bench.upload(1_000, 3)), "copy");
  }

  @Test
  void theDoubleIsNoHardware() {
    assertFalse(KernelBench.onHardware());
  }

  @Test
  void otherBackendsAreRefused() {
    try (Backend reference = new ReferenceBackendProvider().open(1)) {
      assertThrows(IllegalArgumentException.class, () -> KernelBench.of(reference));
    }
  }
}
