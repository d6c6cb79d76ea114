package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.backend.Backend;
import org.ibengine.backend.IntensityPatch;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Float16;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Noise, blur and the other changes give, byte for byte, what the reference backend gives. */
public interface IntensityContract extends BackendSource {
  int PATCHES = 12;
  int LONGEST = 40;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  default void changedPatchesAreThoseOfTheReference(long seed) {
    try (Fixture fixture = fixture();
        Fixture reference = Oracle.fixture()) {
      assertArrayEquals(changed(reference, seed), changed(fixture, seed));
    }
  }

  private static byte[] changed(Fixture fixture, long seed) {
    Random random = new Random(seed);
    HostBuffer out = fixture.poisoned(PATCHES * (LONGEST * LONGEST * LONGEST * 4 + 8));
    List<IntensityPatch> batch = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < PATCHES; i++) {
      Size3 size =
          new Size3(
              1 + random.nextInt(LONGEST), 1 + random.nextInt(LONGEST), 1 + random.nextInt(12));
      ElementType type = random.nextBoolean() ? ElementType.FLOAT32 : ElementType.FLOAT16;
      Target target = new Target(out, offset, type);
      fill(target, size, random);
      batch.add(new IntensityPatch(target, size, changes(random)));
      offset += (size.voxels() * type.sizeBytes() + 7) & ~3L;
    }
    fixture.backend().changeIntensities(batch, Backend.ALL_THREADS);
    return Fixture.bytesOf(out);
  }

  /** Normalised as scans are, or all alike, or beyond [0, 1]. */
  private static void fill(Target target, Size3 size, Random random) {
    float width = new float[] {1, 1, 0, 4000}[random.nextInt(4)];
    float begin = random.nextBoolean() ? 0 : -width / 2 - 0.25f;
    int count = (int) size.voxels();
    int bytes = target.type().sizeBytes();
    var view = target.buffer().view(target.offset(), count * bytes);
    for (int i = 0; i < count; i++) {
      float value = random.nextInt(4) == 0 ? begin : begin + width * random.nextFloat();
      if (target.type() == ElementType.FLOAT32) {
        view.putFloat(4 * i, value);
      } else {
        view.putShort(2 * i, Float16.bitsOf(value));
      }
    }
  }

  private static List<IntensityChange> changes(Random random) {
    List<IntensityChange> changes = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i <= count; i++) {
      changes.add(change(random));
    }
    return changes;
  }

  private static IntensityChange change(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new IntensityChange.Noise(0.1 * random.nextDouble(), random.nextLong());
      case 1 ->
          new IntensityChange.Blur(
              new Triple(2 * random.nextDouble(), random.nextInt(2), random.nextDouble() * 0.7));
      case 2 -> new IntensityChange.Brightness(0.75 + random.nextDouble() / 2);
      case 3 -> new IntensityChange.Contrast(0.65 + random.nextDouble(), random.nextBoolean());
      case 4 ->
          new IntensityChange.LowResolution(
              new Triple(0.1 + 0.9 * random.nextDouble(), 1, 0.5 + random.nextDouble() / 2));
      default ->
          new IntensityChange.Gamma(
              0.5 + random.nextDouble(), random.nextBoolean(), random.nextBoolean());
    };
  }
}
