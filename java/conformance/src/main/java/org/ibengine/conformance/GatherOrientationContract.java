package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Turned and flipped patches, and batches of everything at once against the reference. */
public interface GatherOrientationContract extends BackendSource {
  @ParameterizedTest
  @MethodSource("org.ibengine.conformance.OrientationLiterals#all")
  default void turnsAndFlipsAreThoseOfNumpy(OrientationLiterals literal) {
    try (Fixture fixture = fixture()) {
      Size3 size = literal.size();
      Volume source =
          fixture.volume(
              new Size3(6, 7, 5),
              VoxelType.UINT8,
              (x, y, z) -> ((z - 1) * size.y() + y - 3) * size.x() + x - 2);
      for (ElementType type :
          List.of(ElementType.UINT8, ElementType.FLOAT16, ElementType.FLOAT32)) {
        HostBuffer out = fixture.poisoned((int) size.voxels() * type.sizeBytes());
        Target target = new Target(out, 0, type);
        PatchGather patch =
            new PatchGather(
                source,
                new PatchCut(
                    new Index3(2, 3, 1), size, null, literal.orientation(), Intensity.IDENTITY, 0),
                target);
        fixture.backend().gatherPatches(List.of(patch), Backend.ALL_THREADS);
        assertEquals(literal.elements(), spelled(out, size, type), type.name());
      }
    }
  }

  private static String spelled(HostBuffer out, Size3 size, ElementType type) {
    StringBuilder spelled = new StringBuilder();
    for (int i = 0; i < size.voxels(); i++) {
      int value =
          switch (type) {
            case UINT8 -> out.view(i, 1).get();
            case FLOAT16 -> smallInteger(out.view(i * 2L, 2).getShort());
            case FLOAT32 -> (int) out.view(i * 4L, 4).getFloat();
            case INT32 -> throw new AssertionError("not gathered");
          };
      spelled.append(Character.forDigit(value, 36));
    }
    return spelled.toString();
  }

  /** Value of a float16 that is an integer from 0 to 35. */
  private static int smallInteger(short bits) {
    return bits == 0 ? 0 : (int) Math.scalb(1 + (bits & 0x3FF) / 1024.0, (bits >> 10) - 15);
  }

  @ParameterizedTest
  @EnumSource(VoxelType.class)
  default void randomBatchesAgreeWithTheReferenceToTheBit(VoxelType type) {
    for (long seed = 1; seed <= 4; seed++) {
      assertAgrees(type, seed, 1 + (int) seed % 4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  default void anyThreadCountGivesTheSameBytes(int threads) {
    assertAgrees(VoxelType.INT16, 77, threads);
    assertAgrees(VoxelType.FLOAT32, 78, threads);
  }

  private void assertAgrees(VoxelType type, long seed, int threads) {
    byte[] expected;
    byte[] actual;
    try (Fixture reference = Oracle.fixture();
        Fixture fixture = new Fixture(open(threads))) {
      expected = RandomBatch.gather(reference, type, new Random(seed));
      actual = RandomBatch.gather(fixture, type, new Random(seed));
    }
    assertArrayEquals(expected, actual, "seed %d, %s, threads %d".formatted(seed, type, threads));
  }
}
