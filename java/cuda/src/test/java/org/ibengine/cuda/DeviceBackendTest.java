package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.ibengine.backend.Backend;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes and batches on the device, over a driver that runs streams in random order. */
class DeviceBackendTest implements OnDriverDouble {
  private static final Size3 SIZE = new Size3(5, 7, 11);
  private static final Size3 PATCH = new Size3(3, 4, 5);
  private static final int PATCHES = 6;
  private static final int BATCH_BYTES = PATCHES * 3 * 4 * 5 * Float.BYTES;
  private static final Normalisation LIMITS = Normalisation.range(3, 200);

  private static DeviceBackend open() {
    return new CudaBackendProvider().open(1);
  }

  private static Volume fill(HostBuffer data) {
    ByteBuffer bytes = data.view(0, (int) SIZE.voxels());
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) (i * 7));
    }
    return new Volume(SIZE, VoxelType.UINT8, data);
  }

  private static Index3 corner(int patch) {
    return new Index3(patch - 2, 1, 2 * patch - 3);
  }

  private static byte[] onHost() {
    try (DeviceBackend backend = open();
        HostBuffer data = backend.allocate(SIZE.voxels())) {
      return onHost(backend, fill(data));
    }
  }

  private static byte[] onHost(DeviceBackend backend, Volume volume) {
    try (HostBuffer out = backend.allocate(BATCH_BYTES)) {
      List<PatchGather> patches = new ArrayList<>();
      for (int i = 0; i < PATCHES; i++) {
        PatchGather.Target target =
            new PatchGather.Target(out, (long) i * BATCH_BYTES / PATCHES, ElementType.FLOAT32);
        patches.add(PatchGather.crop(volume, corner(i), PATCH, LIMITS, target));
      }
      backend.gatherPatches(patches, Backend.ALL_THREADS);
      return bytes(out);
    }
  }

  private static byte[] bytes(HostBuffer buffer) {
    byte[] bytes = new byte[BATCH_BYTES];
    buffer.view(0, BATCH_BYTES).get(bytes);
    return bytes;
  }

  private static List<DevicePatchGather> batch(DeviceVolume source, DeviceMemory memory) {
    List<DevicePatchGather> patches = new ArrayList<>();
    for (int i = 0; i < PATCHES; i++) {
      DevicePatchGather.Target target =
          new DevicePatchGather.Target(
              memory, (long) i * BATCH_BYTES / PATCHES, ElementType.FLOAT32);
      patches.add(new DevicePatchGather(source, PatchCut.crop(corner(i), PATCH, LIMITS), target));
    }
    return patches;
  }

  private static byte[] onDevice(DeviceBackend backend, DeviceVolume source) {
    try (DeviceStream gathers = backend.newStream();
        DeviceStream downloads = backend.newStream();
        DeviceMemory memory = backend.allocateDevice(BATCH_BYTES);
        DeviceEvent gathered = backend.gatherPatches(batch(source, memory), gathers)) {
      downloads.waitFor(gathered);
      return downloaded(backend, memory, downloads);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void aGatherWaitsForItsUploadOnAnotherStreamInWhateverOrderStreamsRun(long seed) {
    DriverDouble.set("SEED", seed);
    try (DeviceBackend backend = open();
        HostBuffer data = backend.allocate(SIZE.voxels());
        DeviceStream uploads = backend.newStream()) {
      Volume volume = fill(data);
      try (DeviceVolume source = backend.upload(volume, uploads)) {
        assertTrue(source.isResident());
        assertFalse(source.ready().hasPassed()); // nothing has run yet
        assertArrayEquals(onHost(backend, volume), onDevice(backend, source));
      }
    }
  }

  @Test
  void aVolumeIsFreedAfterItsCopyHoweverMuchOthersQueueMeanwhile() throws Exception {
    try (DeviceBackend backend = open();
        HostBuffer data = backend.allocate(SIZE.voxels());
        DeviceStream uploads = backend.newStream()) {
      Volume volume = fill(data);
      Runnable loader =
          () -> {
            for (int i = 0; i < 500; i++) {
              backend.upload(volume, uploads).close();
            }
          };
      CompletableFuture<Void> other = CompletableFuture.runAsync(loader);
      loader.run();
      other.get();
    }
  }

  @Test
  void hostMemoryGivenBackAfterTheBackendClosedWaitsForWorkOfOthers() {
    DeviceBackend closed = open();
    HostBuffer late = closed.allocate(7);
    closed.close();
    try (DeviceBackend backend = open();
        HostBuffer data = backend.allocate(SIZE.voxels());
        DeviceStream stream = backend.newStream();
        DeviceVolume source = backend.upload(fill(data), stream)) {
      late.close();
      assertTrue(source.ready().hasPassed());
    }
  }

  @Test
  void aSharedVolumeIsReadWhereItLies() {
    try (DeviceBackend backend = open();
        HostBuffer data = backend.allocate(SIZE.voxels())) {
      Volume volume = fill(data);
      try (DeviceVolume source = backend.share(volume)) {
        assertFalse(source.isResident());
        assertArrayEquals(onHost(backend, volume), onDevice(backend, source));
      }
    }
  }

  @Test
  void queueingAGatherRunsNothing() {
    try (DeviceBackend backend = open();
        HostBuffer data = backend.allocate(SIZE.voxels());
        DeviceStream stream = backend.newStream();
        DeviceVolume source = backend.upload(fill(data), stream);
        DeviceMemory memory = backend.allocateDevice(BATCH_BYTES);
        DeviceEvent gathered = backend.gatherPatches(batch(source, memory), stream)) {
      assertEquals(0, DriverDouble.calls("cuStreamSynchronize"));
      assertEquals(0, DriverDouble.calls("cuEventSynchronize"));
      assertEquals(1, DriverDouble.calls("cuLaunchKernel"));
      assertTrue(DriverDouble.open("pending") > 0);
      gathered.await();
      stream.synchronize();
    }
  }

  @Test
  void launchesOfOneStreamShareTheirMemoryWhoeverQueuesThem() throws Exception {
    byte[] expected = onHost();
    try (DeviceBackend backend = open();
        HostBuffer data = backend.allocate(SIZE.voxels());
        DeviceStream stream = backend.newStream()) {
      Volume volume = fill(data);
      try (DeviceVolume source = backend.upload(volume, stream);
          DeviceMemory first = backend.allocateDevice(BATCH_BYTES);
          DeviceMemory second = backend.allocateDevice(BATCH_BYTES)) {
        Function<DeviceMemory, CompletableFuture<Void>> queueEachPatch =
            memory ->
                CompletableFuture.runAsync(
                    () ->
                        batch(source, memory)
                            .forEach(p -> backend.gatherPatches(List.of(p), stream).close()));
        stream.synchronize();
        long before = DriverDouble.open("device_bytes");
        CompletableFuture.allOf(queueEachPatch.apply(first), queueEachPatch.apply(second)).get();
        assertEquals(before + backend.launchBytes(1, 0, 0), DriverDouble.open("device_bytes"));
        assertArrayEquals(expected, downloaded(backend, first, stream));
        assertArrayEquals(expected, downloaded(backend, second, stream));
      }
    }
  }

  private static byte[] downloaded(
      DeviceBackend backend, DeviceMemory memory, DeviceStream stream) {
    try (HostBuffer out = backend.allocate(BATCH_BYTES);
        DeviceEvent arrived = backend.download(memory, out, stream)) {
      arrived.await();
      return bytes(out);
    }
  }

  @Test
  void anEmptyBatchPassesAtOnce() {
    try (DeviceBackend backend = open();
        DeviceStream stream = backend.newStream();
        DeviceEvent gathered = backend.gatherPatches(List.of(), stream)) {
      gathered.await();
      assertTrue(gathered.hasPassed());
      assertEquals(0, DriverDouble.calls("cuLaunchKernel"));
    }
  }

  @Test
  void whatIsClosedHasNoAddressAndClosingAgainIsANoOp() {
    try (DeviceBackend backend = open()) {
      DeviceMemory memory = backend.allocateDevice(7);
      assertEquals(0, memory.address() % 256);
      DeviceStream stream = backend.newStream();
      DeviceEvent event = stream.record();
      for (int times = 0; times < 2; times++) {
        event.close();
        stream.close();
        memory.close();
      }
      assertThrows(IllegalStateException.class, memory::address);
      assertThrows(IllegalStateException.class, stream::handle);
      assertThrows(IllegalStateException.class, event::handle);
    }
  }
}
