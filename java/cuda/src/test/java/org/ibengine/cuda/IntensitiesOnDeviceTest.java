package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.IntensityChange.Blur;
import org.ibengine.augment.IntensityChange.Brightness;
import org.ibengine.augment.IntensityChange.Contrast;
import org.ibengine.augment.IntensityChange.Gamma;
import org.ibengine.augment.IntensityChange.LowResolution;
import org.ibengine.augment.IntensityChange.Noise;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.backend.Backend;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceIntensityPatch;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.IntensityPatch;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.conformance.Fixture;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Float16;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Intensities that are changed on the device are those of the reference code. */
class IntensitiesOnDeviceTest implements OnDriverDouble {
  private static final Triple BLUR = new Triple(0.9, 0, 1.3);
  private static final Triple BLUR_X = new Triple(0.6, 0, 0);
  private static final LowResolution COARSE = new LowResolution(new Triple(0.4, 0.7, 1));

  private record Wanted(Size3 size, ElementType type, List<IntensityChange> changes) {
    long bytes() {
      return (size.voxels() * type.sizeBytes() + 3) / 4 * 4 + 4;
    }
  }

  private static IntensityChange change(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> new Noise(random.nextDouble(), random.nextLong());
      case 1 -> new Blur(random.nextBoolean() ? BLUR : BLUR_X);
      case 2 -> new Brightness(0.5 + random.nextDouble());
      case 3 -> new Contrast(0.5 + random.nextDouble(), random.nextBoolean());
      case 4 -> COARSE;
      case 5 -> new Blur(Triple.ZERO);
      default -> new Gamma(0.7 + random.nextDouble(), random.nextBoolean(), random.nextBoolean());
    };
  }

  private static List<Wanted> batch(Random random) {
    List<Wanted> batch = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Size3 size = new Size3(1 + random.nextInt(37), 1 + random.nextInt(9), 1 + random.nextInt(9));
      List<IntensityChange> changes = new ArrayList<>();
      for (int next = random.nextInt(5); next > 0; next--) {
        changes.add(change(random));
      }
      batch.add(new Wanted(size, ElementType.values()[1 + i % 2], changes));
    }
    return batch;
  }

  /** The same values for equal seeds, poison between the patches. */
  private static HostBuffer fill(Fixture fixture, List<Wanted> batch, long seed) {
    Random random = new Random(seed);
    HostBuffer data = fixture.poisoned((int) batch.stream().mapToLong(Wanted::bytes).sum());
    long offset = 0;
    for (Wanted wanted : batch) {
      ByteBuffer out = data.view(offset, (int) wanted.bytes());
      for (long i = 0; i < wanted.size().voxels(); i++) {
        float value = (float) random.nextGaussian() * 2 + 1;
        if (wanted.type() == ElementType.FLOAT32) {
          out.putFloat(value);
        } else {
          out.putShort(Float16.bitsOf(value));
        }
      }
      offset += wanted.bytes();
    }
    return data;
  }

  private static byte[] onHost(Fixture fixture, List<Wanted> batch, long seed) {
    HostBuffer data = fill(fixture, batch, seed);
    List<IntensityPatch> patches = new ArrayList<>();
    long offset = 0;
    for (Wanted wanted : batch) {
      Target target = new Target(data, offset, wanted.type());
      patches.add(new IntensityPatch(target, wanted.size(), wanted.changes()));
      offset += wanted.bytes();
    }
    fixture.backend().changeIntensities(patches, Backend.ALL_THREADS);
    return Fixture.bytesOf(data);
  }

  private static byte[] onDevice(Fixture fixture, List<Wanted> batch, long seed) {
    DeviceBackend backend = (DeviceBackend) fixture.backend();
    HostBuffer data = fill(fixture, batch, seed);
    try (DeviceStream stream = backend.newStream();
        DeviceMemory memory = backend.allocateDevice(data.sizeBytes())) {
      long address = CudaBuffer.of(data).address();
      Stream.of(stream).copyToDevice(memory.address(), address, data.sizeBytes());
      List<DeviceIntensityPatch> patches = new ArrayList<>();
      long offset = 0;
      for (Wanted wanted : batch) {
        DevicePatchGather.Target target =
            new DevicePatchGather.Target(memory, offset, wanted.type());
        patches.add(new DeviceIntensityPatch(target, wanted.size(), wanted.changes()));
        offset += wanted.bytes();
      }
      backend.changeIntensities(patches, stream).close();
      backend.download(new DeviceMemory.Range(memory, 0, data.sizeBytes()), data, stream).close();
      stream.synchronize();
      return Fixture.bytesOf(data);
    }
  }

  private static void assertAsTheReference(List<Wanted> batch, long seed) {
    try (Fixture reference = new Fixture(new ReferenceBackend());
        Fixture cuda = new Fixture(new CudaBackendProvider().open(1))) {
      byte[] expected = onHost(reference, batch, seed);
      assertArrayEquals(expected, onHost(cuda, batch, seed));
      assertArrayEquals(expected, onDevice(cuda, batch, seed));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void randomChangesAreThoseOfTheReferenceCode(long seed) {
    DriverDouble.set("SEED", seed);
    assertAsTheReference(batch(new Random(seed)), seed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT16", "FLOAT32"})
  void everyOrderOfPassesInPlaceAndElsewhereEndsInThePatch(ElementType type) {
    IntensityChange[] kinds = {
      new Noise(0.3, 5), new Blur(BLUR_X), new Blur(BLUR), new Gamma(0.8, true, true)
    };
    List<Wanted> batch = new ArrayList<>();
    for (IntensityChange first : kinds) {
      batch.add(new Wanted(new Size3(9, 4, 5), type, List.of(first)));
      for (IntensityChange second : kinds) {
        batch.add(new Wanted(new Size3(9, 4, 5), type, List.of(first, second)));
        batch.add(new Wanted(new Size3(7, 3, 2), type, List.of(second, first, second)));
      }
    }
    assertAsTheReference(batch, 7);
  }

  @Test
  void aPatchWithoutChangesLaunchesNothing() {
    try (Fixture cuda = new Fixture(new CudaBackendProvider().open(1))) {
      long before = DriverDouble.calls("cuLaunchKernel");
      Size3 size = new Size3(3, 2, 2);
      onDevice(cuda, List.of(new Wanted(size, ElementType.FLOAT32, List.of())), 1);
      assertEquals(before, DriverDouble.calls("cuLaunchKernel"));
    }
  }
}
