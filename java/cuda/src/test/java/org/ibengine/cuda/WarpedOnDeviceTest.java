package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.conformance.Fixture;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.PackedVolume;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Warped patches, and others in the same batch, are those of the reference code. */
class WarpedOnDeviceTest implements OnDriverDouble {
  private static final Size3 SIZE = new Size3(29, 17, 12);
  private static final int PATCHES = 14;

  /** A patch of the image or of the label, without its place. */
  private record Wanted(boolean label, PatchCut cut, ElementType type, boolean counted) {
    long bytes() {
      return (cut.size().voxels() * type.sizeBytes() + 3) / 4 * 4 + Integer.BYTES;
    }
  }

  private static List<Wanted> batch(Random random) {
    List<Wanted> batch = new ArrayList<>();
    for (int i = 0; i < PATCHES; i++) {
      Size3 size = new Size3(1 + random.nextInt(40), 1 + random.nextInt(12), 1 + random.nextInt(9));
      boolean label = i % 3 == 0;
      Normalisation limits = i % 4 == 0 ? null : Normalisation.range(-200, 900);
      PatchCut cut =
          new PatchCut(
              new Index3(random.nextInt(30) - 8, random.nextInt(20) - 5, random.nextInt(16) - 4),
              size,
              label ? null : limits,
              Orientation.IDENTITY,
              label ? Intensity.IDENTITY : new Intensity(1.07f, -0.03f),
              label ? 9 : -0.7f,
              i % 5 == 4 ? null : RandomWarps.of(size, random));
      ElementType type = i % 2 == 0 ? ElementType.FLOAT32 : ElementType.FLOAT16;
      batch.add(new Wanted(label, cut, label ? ElementType.UINT8 : type, label && i % 2 == 0));
    }
    return batch;
  }

  private static long bytes(List<Wanted> batch) {
    return batch.stream().mapToLong(Wanted::bytes).sum();
  }

  /** What {@code backend} makes of host memory. */
  private static byte[] onHost(
      Fixture fixture, VolumeData image, VolumeData label, List<Wanted> batch) {
    HostBuffer out = fixture.poisoned((int) bytes(batch));
    List<PatchGather> patches = new ArrayList<>();
    long offset = 0;
    for (Wanted wanted : batch) {
      long next = offset + wanted.bytes();
      Target count = new Target(out, next - Integer.BYTES, ElementType.INT32);
      patches.add(
          new PatchGather(
              wanted.label() ? label : image,
              wanted.cut(),
              new Target(out, offset, wanted.type()),
              wanted.counted() ? count : null));
      offset = next;
    }
    fixture.backend().gatherPatches(patches, Backend.ALL_THREADS);
    return Fixture.bytesOf(out);
  }

  private static byte[] onDevice(
      Fixture fixture, DeviceVolume image, DeviceVolume label, List<Wanted> batch) {
    DeviceBackend backend = (DeviceBackend) fixture.backend();
    HostBuffer out = fixture.poisoned((int) bytes(batch));
    try (DeviceStream stream = backend.newStream();
        DeviceMemory memory = backend.allocateDevice(out.sizeBytes())) {
      long address = CudaBuffer.of(out).address();
      Stream.of(stream).copyToDevice(memory.address(), address, out.sizeBytes()); // the poison
      List<DevicePatchGather> patches = new ArrayList<>();
      long offset = 0;
      for (Wanted wanted : batch) {
        long next = offset + wanted.bytes();
        DevicePatchGather.Target count =
            new DevicePatchGather.Target(memory, next - Integer.BYTES, ElementType.INT32);
        patches.add(
            new DevicePatchGather(
                wanted.label() ? label : image,
                wanted.cut(),
                new DevicePatchGather.Target(memory, offset, wanted.type()),
                wanted.counted() ? count : null));
        offset = next;
      }
      backend.gatherPatches(patches, stream).close();
      backend.download(new DeviceMemory.Range(memory, 0, out.sizeBytes()), out, stream).close();
      stream.synchronize();
      return Fixture.bytesOf(out);
    }
  }

  private static PackedVolume pack(Fixture fixture, Volume volume) {
    HostBuffer target = fixture.poisoned((int) volume.sizeBytes() * 2 + 4096);
    long bytes = fixture.backend().pack(volume, target, target.sizeBytes(), 1);
    assertTrue(bytes > 0);
    return new PackedVolume(volume.size(), volume.type(), target, bytes);
  }

  private static Volume image(Fixture fixture, Random random) {
    return fixture.volume(
        SIZE, VoxelType.INT16, (x, y, z) -> 40 * y - 200 + 9 * z + random.nextInt(90));
  }

  private static Volume label(Fixture fixture, Random random) {
    return fixture.volume(SIZE, VoxelType.UINT8, (x, y, z) -> x / 5 % 2 * random.nextInt(3));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void patchesAreThoseOfTheReferenceCodeWhereverTheirVoxelsLie(long seed) {
    DriverDouble.set("SEED", seed);
    try (Fixture reference = new Fixture(new ReferenceBackend());
        Fixture cuda = new Fixture(new CudaBackendProvider().open(1))) {
      Random random = new Random(seed);
      Volume image = image(reference, random);
      Volume label = label(reference, random);
      List<Wanted> batch = batch(random);
      byte[] expected = onHost(reference, image, label, batch);
      Volume ownImage = cuda.copyOf(image);
      Volume ownLabel = cuda.copyOf(label);
      assertArrayEquals(expected, onHost(cuda, ownImage, ownLabel, batch));
      DeviceBackend backend = (DeviceBackend) cuda.backend();
      try (DeviceStream uploads = backend.newStream();
          DeviceVolume imageThere = backend.upload(ownImage, uploads);
          DeviceVolume labelThere = backend.upload(ownLabel, uploads);
          DeviceVolume imageShared = backend.share(ownImage);
          DeviceVolume imagePacked = backend.upload(pack(cuda, ownImage), uploads);
          DeviceVolume labelPacked = backend.share(pack(cuda, ownLabel))) {
        assertArrayEquals(expected, onDevice(cuda, imageThere, labelThere, batch));
        assertArrayEquals(expected, onDevice(cuda, imageShared, labelPacked, batch));
        assertArrayEquals(expected, onDevice(cuda, imagePacked, labelThere, batch));
      }
    }
  }
}
