package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.PatchCut;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Packed volumes in device memory, and over the bus, beside raw ones. */
class PackedOnDeviceTest implements OnDriverDouble {
  private static final Size3 SIZE = new Size3(45, 22, 13);
  private static final Size3 PATCH = new Size3(19, 11, 6);
  private static final int PATCHES = 5;
  private static final int PATCH_BYTES = 19 * 11 * 6 * Float.BYTES;
  private static final Normalisation LIMITS = Normalisation.range(-50, 900);

  private static DeviceBackend open() {
    return new CudaBackendProvider().open(1);
  }

  private static Volume fill(HostBuffer data) {
    Random random = new Random(16);
    ByteBuffer bytes = data.view(0, (int) SIZE.voxels() * 2);
    while (bytes.hasRemaining()) {
      int y = bytes.position() / 2 / SIZE.x() % SIZE.y();
      bytes.putShort((short) (40 * y - 100 + random.nextInt(60)));
    }
    return new Volume(SIZE, VoxelType.INT16, data);
  }

  private static PackedVolume pack(DeviceBackend backend, Volume volume, HostBuffer target) {
    long bytes = backend.pack(volume, target, target.sizeBytes(), 1);
    assertTrue(bytes > 0 && bytes < volume.sizeBytes(), bytes + " bytes");
    return new PackedVolume(volume.size(), volume.type(), target, bytes);
  }

  /** Patch i of source i, in turn. */
  private static byte[] patches(DeviceBackend backend, List<DeviceVolume> sources) {
    try (DeviceStream stream = backend.newStream();
        DeviceMemory memory = backend.allocateDevice((long) PATCHES * PATCH_BYTES);
        HostBuffer out = backend.allocate((long) PATCHES * PATCH_BYTES)) {
      List<DevicePatchGather> patches = new ArrayList<>();
      for (int i = 0; i < PATCHES; i++) {
        PatchCut cut = PatchCut.crop(new Index3(9 * i - 6, 3 * i - 2, i), PATCH, LIMITS);
        DevicePatchGather.Target target =
            new DevicePatchGather.Target(memory, (long) i * PATCH_BYTES, ElementType.FLOAT32);
        patches.add(new DevicePatchGather(sources.get(i % sources.size()), cut, target));
      }
      long before = DriverDouble.calls("cuLaunchKernel");
      DeviceEvent gathered = backend.gatherPatches(patches, stream);
      assertEquals(before + 1, DriverDouble.calls("cuLaunchKernel"));
      gathered.close();
      backend.download(new DeviceMemory.Range(memory, 0, out.sizeBytes()), out, stream).close();
      stream.synchronize();
      byte[] bytes = new byte[PATCHES * PATCH_BYTES];
      out.view(0, bytes.length).get(bytes);
      return bytes;
    }
  }

  @Test
  void onePatchOfEachInOneLaunchWhereverItsVoxelsLie() {
    try (DeviceBackend backend = open();
        HostBuffer data = backend.allocate(SIZE.voxels() * 2);
        HostBuffer blob = backend.allocate(SIZE.voxels() * 2);
        DeviceStream stream = backend.newStream()) {
      Volume raw = fill(data);
      PackedVolume packed = pack(backend, raw, blob);
      try (DeviceVolume rawOnDevice = backend.upload(raw, stream);
          DeviceVolume rawShared = backend.share(raw);
          DeviceVolume onDevice = backend.upload(packed, stream);
          DeviceVolume shared = backend.share(packed)) {
        byte[] expected = patches(backend, List.of(rawOnDevice));
        assertArrayEquals(expected, patches(backend, List.of(onDevice)));
        assertArrayEquals(expected, patches(backend, List.of(shared)));
        assertArrayEquals(
            expected, patches(backend, List.of(onDevice, rawShared, shared, rawOnDevice)));
      }
    }
  }

  @Test
  void anUploadTakesTheBytesOfTheEncoding() {
    try (DeviceBackend backend = open();
        HostBuffer data = backend.allocate(SIZE.voxels() * 2);
        HostBuffer blob = backend.allocate(SIZE.voxels() * 2);
        DeviceStream stream = backend.newStream()) {
      PackedVolume packed = pack(backend, fill(data), blob);
      long before = DriverDouble.open("device_bytes");
      try (DeviceVolume volume = backend.upload(packed, stream)) {
        assertTrue(volume.isResident());
        assertEquals(SIZE, volume.size());
        assertEquals(VoxelType.INT16, volume.type());
        assertEquals(before + packed.sizeBytes(), DriverDouble.open("device_bytes"));
        assertEquals(packed.sizeBytes(), backend.uploadPackedBytes(packed.sizeBytes()));
      }
    }
  }
}
