package org.ibengine.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Intensity;
import org.ibengine.backend.Normalisation;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchCut;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;
import org.ibengine.volume.VoxelType;

/** A batch that is the same for equal seeds. */
final class RandomBatch {
  private static final int PATCHES = 25;

  private RandomBatch() {}

  static byte[] gather(Fixture fixture, VoxelType type, Random random) {
    Size3 size = randomSize(random, 40);
    Volume source = fixture.volume(size, type, (x, y, z) -> Fixture.anyValue(type, random));
    return gather(fixture, source, random);
  }

  /** Of a volume that there is. */
  static byte[] gather(Fixture fixture, VolumeData source, Random random) {
    HostBuffer out = fixture.poisoned(PATCHES * 40 * 40 * 40 * 4);
    List<PatchGather> batch = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < PATCHES; i++) {
      PatchGather patch = randomPatch(source, out, offset, random);
      batch.add(patch);
      offset += patch.cut().size().voxels() * patch.target().type().sizeBytes() + 3 & ~3L;
    }
    fixture.backend().gatherPatches(batch, Backend.ALL_THREADS);
    return Fixture.bytesOf(out);
  }

  private static Size3 randomSize(Random random, int largest) {
    return new Size3(
        1 + random.nextInt(largest), 1 + random.nextInt(largest), 1 + random.nextInt(largest));
  }

  private static PatchGather randomPatch(
      VolumeData source, HostBuffer out, long offset, Random random) {
    Size3 size = randomSize(random, 40);
    int turns = random.nextInt(4);
    if (turns % 2 == 1) {
      size = new Size3(size.x(), size.x(), size.z());
    }
    boolean label = source.type() == VoxelType.UINT8 && random.nextBoolean();
    Normalisation limits = random.nextBoolean() ? null : limits(source.type(), random);
    Intensity changed = new Intensity(0.9f + random.nextFloat() / 5, random.nextFloat() - 0.5f);
    ElementType type = random.nextBoolean() ? ElementType.FLOAT32 : ElementType.FLOAT16;
    return new PatchGather(
        source,
        new PatchCut(
            new Index3(random.nextInt(60) - 30, random.nextInt(60) - 30, random.nextInt(60) - 30),
            size,
            label ? null : limits,
            new Orientation(
                turns, random.nextBoolean(), random.nextBoolean(), random.nextBoolean()),
            label || random.nextBoolean() ? Intensity.IDENTITY : changed,
            random.nextInt(3)),
        new Target(out, offset, label ? ElementType.UINT8 : type));
  }

  private static Normalisation limits(VoxelType type, Random random) {
    float one = (float) Fixture.anyValue(type, random);
    float other = (float) Fixture.anyValue(type, random);
    return switch (random.nextInt(3)) {
      case 0 -> Normalisation.range(one, other);
      case 1 -> Normalisation.unlimited(one, other);
      default -> new Normalisation(one, other, random.nextFloat() - 1.5f, random.nextFloat());
    };
  }
}
