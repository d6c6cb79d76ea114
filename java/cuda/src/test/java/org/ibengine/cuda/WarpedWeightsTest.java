package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DeviceMemory;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.backend.DeviceStream;
import org.ibengine.backend.DeviceVolume;
import org.ibengine.backend.DeviceWeightPatch;
import org.ibengine.backend.InstanceMap;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.backend.WeightPatch;
import org.ibengine.backend.WeightRule;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.conformance.Fixture;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights and ids of warped patches, and of others in the same batch. */
class WarpedWeightsTest implements OnDriverDouble {
  private static final int PATCHES = 12;
  private static final int INSTANCES = 7;
  private static final Size3 VOLUME = new Size3(31, 14, 9);

  /**
   * @param wanted 0: ids alone, 1: weights alone, otherwise both
   */
  private record Wanted(WeightCut cut, int wanted) {
    long bytes() {
      return cut.size().voxels() * Float.BYTES;
    }
  }

  private static List<Wanted> batch(Random random) {
    List<Wanted> batch = new ArrayList<>();
    for (int i = 0; i < PATCHES; i++) {
      Size3 size = new Size3(1 + random.nextInt(36), 1 + random.nextInt(9), 1 + random.nextInt(7));
      WeightKind kind = WeightKind.values()[i % 3];
      WeightNormalisation normalisation = WeightNormalisation.values()[i % 2];
      WeightRule rule = kind.rule().normalised(normalisation);
      Index3 corner = new Index3(random.nextInt(20) - 4, random.nextInt(9) - 3, i % 4 - 2);
      batch.add(
          new Wanted(
              new WeightCut(
                  corner,
                  size,
                  Orientation.IDENTITY,
                  rule,
                  i % 5 == 4 ? null : RandomWarps.near(size, random)),
              i % 4));
    }
    return batch;
  }

  /** Runs of a few voxels along x; the voxels of the last instance are not in any. */
  private static InstanceMap map(Fixture fixture, long seed) {
    Random random = new Random(seed);
    List<int[]> runs = new ArrayList<>();
    for (int row = 0; row < VOLUME.y() * VOLUME.z(); row++) {
      for (int x = random.nextInt(9); x < VOLUME.x(); x += 2 + random.nextInt(12)) {
        int end = Math.min(VOLUME.x(), x + 1 + random.nextInt(9));
        int id = 1 + random.nextInt(INSTANCES - 1);
        runs.add(new int[] {x, end, row % VOLUME.y(), row / VOLUME.y(), id});
        x = end;
      }
    }
    HostBuffer data = fixture.poisoned((int) InstanceMap.bytes(INSTANCES, runs.size()));
    ByteBuffer out = data.view(0, (int) data.sizeBytes());
    for (int id = 1; id <= INSTANCES; id++) {
      out.putLong(10L * id);
    }
    for (int[] run : runs) {
      for (int part : run) {
        out.putInt(part);
      }
    }
    return new InstanceMap(INSTANCES, runs.size(), data);
  }

  private static byte[] onHost(Fixture fixture, InstanceMap map, List<Wanted> batch) {
    long all = batch.stream().mapToLong(Wanted::bytes).sum();
    HostBuffer out = fixture.poisoned((int) (2 * all));
    List<WeightPatch> patches = new ArrayList<>();
    long offset = 0;
    for (Wanted wanted : batch) {
      Target weights = new Target(out, offset, ElementType.FLOAT32);
      Target ids = new Target(out, offset + wanted.bytes(), ElementType.INT32);
      patches.add(
          new WeightPatch(
              map,
              wanted.cut(),
              wanted.wanted() == 0 ? null : weights,
              wanted.wanted() == 1 ? null : ids));
      offset += 2 * wanted.bytes();
    }
    fixture.backend().paintInstances(patches, Backend.ALL_THREADS);
    return Fixture.bytesOf(out);
  }

  private static byte[] onDevice(Fixture fixture, InstanceMap map, List<Wanted> batch) {
    DeviceBackend backend = (DeviceBackend) fixture.backend();
    long all = batch.stream().mapToLong(Wanted::bytes).sum();
    HostBuffer out = fixture.poisoned((int) (2 * all));
    try (DeviceStream stream = backend.newStream();
        DeviceVolume data = backend.upload(map.asVolume(), stream);
        DeviceMemory memory = backend.allocateDevice(out.sizeBytes())) {
      long address = CudaBuffer.of(out).address();
      Stream.of(stream).copyToDevice(memory.address(), address, out.sizeBytes()); // the poison
      List<DeviceWeightPatch> patches = new ArrayList<>();
      long offset = 0;
      for (Wanted wanted : batch) {
        DevicePatchGather.Target weights =
            new DevicePatchGather.Target(memory, offset, ElementType.FLOAT32);
        DevicePatchGather.Target ids =
            new DevicePatchGather.Target(memory, offset + wanted.bytes(), ElementType.INT32);
        patches.add(
            new DeviceWeightPatch(
                new DeviceWeightPatch.Instances(map, data),
                wanted.cut(),
                wanted.wanted() == 0 ? null : weights,
                wanted.wanted() == 1 ? null : ids));
        offset += 2 * wanted.bytes();
      }
      backend.paintInstances(patches, stream).close();
      backend.download(new DeviceMemory.Range(memory, 0, out.sizeBytes()), out, stream).close();
      stream.synchronize();
      return Fixture.bytesOf(out);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void weightsAndIdsAreThoseOfTheReferenceCode(long seed) {
    DriverDouble.set("SEED", seed);
    try (Fixture reference = new Fixture(new ReferenceBackend());
        Fixture cuda = new Fixture(new CudaBackendProvider().open(1))) {
      List<Wanted> batch = batch(new Random(seed));
      byte[] expected = onHost(reference, map(reference, seed), batch);
      InstanceMap own = map(cuda, seed);
      assertArrayEquals(expected, onHost(cuda, own, batch));
      assertArrayEquals(expected, onDevice(cuda, own, batch));
    }
  }
}
