package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.InstanceMap;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightPatch;
import org.ibengine.backend.WeightRule;
import org.ibengine.label.Connectivity;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which element of a batch gets which instance's weight and id. */
public interface PaintInstancesContract extends BackendSource {
  @ParameterizedTest
  @MethodSource("org.ibengine.conformance.OrientationLiterals#all")
  default void idsAreTurnedAndFlippedAsThoseOfNumpy(OrientationLiterals literal) {
    try (Fixture fixture = fixture()) {
      Size3 patch = literal.size();
      Size3 size = new Size3(6, 7, 5);
      int[] ids = new int[(int) size.voxels()];
      for (int i = 0; i < patch.voxels(); i++) {
        int x = 2 + i % patch.x();
        int y = 3 + i / patch.x() % patch.y();
        int z = 1 + i / patch.x() / patch.y();
        ids[(z * size.y() + y) * size.x() + x] = i;
      }
      HostBuffer out = fixture.poisoned((int) patch.voxels() * Integer.BYTES);
      InstanceMap map = new IdVolume(size, ids).map(fixture, 18);
      Target target = new Target(out, 0, ElementType.INT32);
      fixture
          .backend()
          .paintInstances(
              List.of(
                  new WeightPatch(
                      map,
                      new WeightCut(new Index3(2, 3, 1), patch, literal.orientation(), null),
                      null,
                      target)),
              Backend.ALL_THREADS);
      StringBuilder spelled = new StringBuilder();
      for (int i = 0; i < patch.voxels(); i++) {
        spelled.append(Character.forDigit(out.view(i * 4L, 4).getInt(), 36));
      }
      assertEquals(literal.elements(), spelled.toString());
    }
  }

  @Test
  default void aTurnedPatchHasTheTurnedWeightsOfTheSamePatch() {
    try (Fixture fixture = fixture()) {
      IdVolume ids =
          IdVolume.empty(9, 8, 7).cube(1, new Index3(2, 1, 1), 2).cube(2, new Index3(5, 4, 3), 3);
      Size3 patch = new Size3(6, 6, 4);
      Index3 corner = new Index3(-1, 3, 2);
      WeightRule rule = WeightKind.PATCH_INVERSE.rule();
      float[] straight = ids.weights(fixture, rule, corner, patch);
      Volume weights = fixture.volume(patch, VoxelType.FLOAT32, widened(straight));
      for (int code = 0; code < 32; code++) {
        Orientation orientation =
            new Orientation(code & 3, (code & 4) != 0, (code & 8) != 0, (code & 16) != 0);
        HostBuffer expected = fixture.poisoned(straight.length * Float.BYTES);
        HostBuffer actual = fixture.poisoned(straight.length * Float.BYTES);
        fixture
            .backend()
            .gatherPatches(List.of(turned(weights, orientation, expected)), Backend.ALL_THREADS);
        Target target = new Target(actual, 0, ElementType.FLOAT32);
        InstanceMap map = ids.map(fixture, 2);
        fixture
            .backend()
            .paintInstances(
                List.of(
                    new WeightPatch(
                        map, new WeightCut(corner, patch, orientation, rule), target, null)),
                Backend.ALL_THREADS);
        assertArrayEquals(
            Fixture.bytesOf(expected), Fixture.bytesOf(actual), orientation.toString());
      }
    }
  }

  private static PatchGather turned(Volume source, Orientation orientation, HostBuffer out) {
    return new PatchGather(
        source,
        new PatchCut(Index3.ZERO, source.size(), null, orientation, Intensity.IDENTITY, 0),
        new Target(out, 0, ElementType.FLOAT32));
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  @Test
  default void theMapOfALabellingHoldsItsIds() {
    try (Fixture fixture = fixture()) {
      Volume mask =
          fixture.mask(
              new Size3(3, 5, 7),
              new Index3(0, 4, 6),
              new Index3(2, 0, 0),
              new Index3(1, 0, 0),
              new Index3(1, 1, 1));
      InstanceMap map =
          InstanceMap.of(
              fixture.backend().labelComponents(mask, Connectivity.FACE_6),
              fixture.backend()::allocate);
      try (HostBuffer data = map.data()) {
        assertEquals(3, map.instances());
        assertEquals(3, map.runs());
        HostBuffer out = fixture.poisoned(3 * 5 * 7 * Integer.BYTES);
        Target target = new Target(out, 0, ElementType.INT32);
        WeightPatch all =
            new WeightPatch(
                map,
                new WeightCut(Index3.ZERO, mask.size(), Orientation.IDENTITY, null),
                null,
                target);
        fixture.backend().paintInstances(List.of(all), Backend.ALL_THREADS);
        int[] ids = new int[3 * 5 * 7];
        out.view(0, ids.length * Integer.BYTES).asIntBuffer().get(ids);
        int[] expected = new int[ids.length];
        expected[(6 * 5 + 4) * 3] = 1; // numbered x outermost
        expected[1] = 2;
        expected[2] = 2;
        expected[(5 + 1) * 3 + 1] = 3;
        assertArrayEquals(expected, ids);
        assertTrue(data.sizeBytes() >= map.sizeBytes());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  default void randomBatchesAgreeWithTheReferenceToTheBit(int threads) {
    for (long seed = 1; seed <= 5; seed++) {
      byte[] expected;
      byte[] actual;
      try (Fixture reference = Oracle.fixture();
          Fixture fixture = new Fixture(open(threads))) {
        expected = RandomWeights.weigh(reference, new Random(seed));
        actual = RandomWeights.weigh(fixture, new Random(seed));
      }
      assertArrayEquals(expected, actual, "seed %d, threads %d".formatted(seed, threads));
    }
  }

  @Test
  default void anEmptyBatchIsNothing() {
    try (Fixture fixture = fixture()) {
      fixture.backend().paintInstances(List.of(), Backend.ALL_THREADS);
    }
  }

  @Test
  default void anIdThatTheMapDoesNotHaveIsRefusedBeforeAnythingIsWritten() {
    try (Fixture fixture = fixture()) {
      IdVolume ids = IdVolume.empty(4, 3, 2).cube(3, new Index3(1, 1, 0), 2);
      HostBuffer out = fixture.poisoned(2 * 24 * Float.BYTES);
      List<WeightPatch> batch = new ArrayList<>();
      for (int instances : new int[] {3, 2}) {
        Target target = new Target(out, batch.size() * 24L * Float.BYTES, ElementType.FLOAT32);
        InstanceMap map = ids.map(fixture, instances);
        batch.add(
            new WeightPatch(
                map,
                new WeightCut(
                    Index3.ZERO, ids.size(), Orientation.IDENTITY, WeightKind.PATCH_INVERSE.rule()),
                target,
                null));
      }
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> fixture.backend().paintInstances(batch, Backend.ALL_THREADS))
              .getMessage();
      assertTrue(message.contains("a run's id must be 1 to 2, was 3"), message);
      for (byte value : Fixture.bytesOf(out)) {
        assertEquals(Fixture.POISON, value);
      }
    }
  }

  @Test
  default void memoryOfAnotherBackendIsRefused() {
    try (Fixture fixture = fixture()) {
      Target foreign = new Target(ForeignBuffer.ofSize(24 * 4), 0, ElementType.INT32);
      InstanceMap map = IdVolume.empty(4, 3, 2).map(fixture, 1);
      WeightPatch patch =
          new WeightPatch(
              map,
              new WeightCut(Index3.ZERO, new Size3(4, 3, 2), Orientation.IDENTITY, null),
              null,
              foreign);
      assertThrows(
          IllegalArgumentException.class,
          () -> fixture.backend().paintInstances(List.of(patch), Backend.ALL_THREADS));
    }
  }
}
