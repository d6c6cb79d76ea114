package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.ibengine.backend.Backend;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.error.BackendFailureException;
import org.ibengine.error.IbException;
import org.ibengine.label.Connectivity;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call and every piece of work of every operation fails once; nothing may be left behind. */
@Timeout(120)
class DeviceFailureTest {
  private static final Size3 SIZE = new Size3(3, 5, 7);
  private static final int BYTES = 3 * 5 * 7;

  enum Operation {
    ALLOCATE(backend -> backend.allocate(5_000).close()),
    PERCENTILES(backend -> with(backend, VoxelType.INT16, v -> backend.percentiles(v, 1, 99))),
    PERCENTILES_FLOAT(
        backend -> with(backend, VoxelType.FLOAT32, v -> backend.percentiles(v, 1, 99))),
    LABEL(
        backend ->
            with(backend, VoxelType.UINT8, v -> backend.labelComponents(v, Connectivity.EDGE_18))),
    GATHER(backend -> with(backend, VoxelType.UINT8, v -> gather(backend, v))),
    ON_THE_DEVICE(backend -> with(backend, VoxelType.UINT8, v -> gatherOnDevice(backend, v)));

    private final Consumer<DeviceBackend> run;

    Operation(Consumer<DeviceBackend> run) {
      this.run = run;
    }

    void runWhole() {
      try (DeviceBackend backend = new CudaBackendProvider().open(1)) {
        run.accept(backend);
      }
    }
  }

  private static void with(DeviceBackend backend, VoxelType type, Consumer<Volume> use) {
    try (HostBuffer data = backend.allocate((long) BYTES * type.sizeBytes())) {
      for (int i = 0; i < BYTES * type.sizeBytes(); i++) {
        data.bareView(i, 1).put((byte) (i % 3)); // a view would keep the context that is lost
      }
      use.accept(new Volume(SIZE, type, data));
    }
  }

  private static void gather(DeviceBackend backend, Volume volume) {
    try (HostBuffer out = backend.allocate(BYTES)) {
      PatchGather.Target target = new PatchGather.Target(out, 0, ElementType.UINT8);
      backend.gatherPatches(
          List.of(PatchGather.crop(volume, new Index3(1, 0, 0), SIZE, null, target)),
          Backend.ALL_THREADS);
    }
  }

  private static void gatherOnDevice(DeviceBackend backend, Volume volume) {
    try (DeviceStream uploads = backend.newStream();
        DeviceStream gathers = backend.newStream();
        DeviceVolume source = backend.upload(volume, uploads);
        DeviceMemory batch = backend.allocateDevice(BYTES);
        HostBuffer out = backend.allocate(BYTES)) {
      DevicePatchGather.Target target = new DevicePatchGather.Target(batch, 0, ElementType.UINT8);
      DevicePatchGather patch =
          new DevicePatchGather(source, PatchCut.crop(new Index3(1, 0, 0), SIZE, null), target);
      try (DeviceEvent gathered = backend.gatherPatches(List.of(patch), gathers);
          DeviceEvent downloaded = backend.download(batch, out, gathers)) {
        gathered.hasPassed();
        downloaded.await();
      }
    }
  }

  @BeforeEach
  void reset() {
    DriverDouble.reset();
  }

  @AfterEach
  void nothingIsLeft() {
    DriverDouble.assertNothingIsOpen();
    DriverDouble.reset();
  }

  @ParameterizedTest
  @EnumSource
  void withoutAFaultAllIsGivenBackAndNothingMisused(Operation operation) {
    operation.runWhole();
    DriverDouble.assertNoMisuse();
    DriverDouble.assertNothingIsOpen();
  }

  @ParameterizedTest
  @EnumSource
  void anErrorOfAnyCallIsThrownAndAllIsGivenBack(Operation operation) {
    failEveryCall(operation, false);
  }

  @ParameterizedTest
  @EnumSource
  void aDeviceLostAtAnyCallIsThrownAndAllIsGivenBack(Operation operation) {
    failEveryCall(operation, true);
  }

  private static void failEveryCall(Operation operation, boolean lost) {
    operation.runWhole();
    long calls = DriverDouble.calls("*");
    assertTrue(calls > 10, () -> calls + " calls");
    for (long n = 1; n <= calls; n++) {
      DriverDouble.reset();
      if (lost) {
        DriverDouble.loseDevice("*", n, DriverDouble.LAUNCH_FAILED);
      } else {
        DriverDouble.failCall("*", n, DriverDouble.LAUNCH_FAILED);
      }
      IbException failure =
          assertThrows(IbException.class, operation::runWhole, "call " + n + " of " + calls);
      assertTrue(failure.getMessage().contains("719"), failure::getMessage);
      DriverDouble.assertNothingIsOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void workThatFailsIsThrownByWhoWaitsAndAllIsGivenBack(Operation operation) {
    for (long n = 1; ; n++) {
      DriverDouble.reset();
      DriverDouble.failWork(n, DriverDouble.LAUNCH_FAILED);
      try {
        operation.runWhole();
        break; // there were fewer than n pieces of work
      } catch (BackendFailureException e) {
        assertEquals(DriverDouble.LAUNCH_FAILED, e.code());
        DriverDouble.assertNothingIsOpen();
      }
    }
  }

  @Test
  void outOfMemoryNamesTheCallTheBytesAndTheCode() {
    DriverDouble.exactMemory(10_000);
    try (DeviceBackend backend = new CudaBackendProvider().open(1)) {
      BackendFailureException failure =
          assertThrows(BackendFailureException.class, () -> backend.allocateDevice(10_001));
      assertEquals(
          "cuMemAlloc(10001 bytes) failed: CUDA_ERROR_OUT_OF_MEMORY (2)", failure.getMessage());
      assertEquals(DriverDouble.OUT_OF_MEMORY, failure.code());
      backend.allocateDevice(10_000).close();
    }
    DriverDouble.assertNoMisuse();
  }

  @Test
  void idleDeviceMemoryIsFreedBeforeMemoryIsSaidToBeOut() {
    DriverDouble.exactMemory(60_000);
    try (DeviceBackend backend = new CudaBackendProvider().open(1)) {
      with(backend, VoxelType.UINT8, v -> backend.labelComponents(v, Connectivity.FACE_6));
      assertTrue(DriverDouble.open("device_bytes") > 0);
      Size3 larger = new Size3(11, 13, 61);
      try (HostBuffer data = backend.allocate(larger.voxels())) {
        Volume volume = new Volume(larger, VoxelType.INT8, data);
        assertEquals(1, backend.percentiles(volume, 50).values().length);
      }
      with(backend, VoxelType.UINT8, v -> backend.labelComponents(v, Connectivity.FACE_6));
    }
    DriverDouble.assertNoMisuse();
  }

  @ParameterizedTest
  @ValueSource(ints = {214, 700, 702, 714, 716, 719})
  void aDeviceThatIsLostStaysSoAndTheMessageSaysThatTheProcessMustBeStartedAnew(int code) {
    DriverDouble.loseDevice("cuLaunchKernel", 1, code);
    for (int i = 0; i < 2; i++) {
      String message =
          assertThrows(BackendFailureException.class, Operation.GATHER::runWhole).getMessage();
      assertTrue(message.contains("(" + code + "); this process cannot use the GPU"), message);
      assertTrue(message.endsWith("start it anew, no other call helps"), message);
    }
    DriverDouble.assertNothingIsOpen();
  }

  @Test
  void anErrorThatCostsNothingSaysNothingOfTheProcess() {
    DriverDouble.failCall("cuLaunchKernel", 1, DriverDouble.OUT_OF_MEMORY);
    String message =
        assertThrows(BackendFailureException.class, Operation.GATHER::runWhole).getMessage();
    assertTrue(message.endsWith("CUDA_ERROR_OUT_OF_MEMORY (2)"), message);
    Operation.GATHER.runWhole();
  }

  @Test
  void anImageThatHasNothingForThisDeviceIsNamed() {
    DriverDouble.set("IMAGE", 209);
    BackendFailureException failure =
        assertThrows(
            BackendFailureException.class, () -> new CudaBackendProvider().open(1).close());
    assertTrue(failure.getMessage().startsWith("cuModuleLoadData("), failure::getMessage);
    assertTrue(
        failure.getMessage().endsWith("failed: CUDA_ERROR_NO_BINARY_FOR_GPU (209)"),
        failure::getMessage);
  }
}
