package org.ibengine.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.InstanceMap;
import org.ibengine.backend.Orientation;
import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.WeightCut;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.backend.WeightPatch;
import org.ibengine.backend.WeightRule;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Weights and ids of a batch that is the same for equal seeds. */
final class RandomWeights {
  private RandomWeights() {}

  /** Weights and ids of 20 patches, with untouched memory between them. */
  static byte[] weigh(Fixture fixture, Random random) {
    List<WeightPatch> batch = new ArrayList<>();
    HostBuffer out = fixture.poisoned(20 * 2 * (24 * 24 * 24 * 4 + 4));
    long offset = 0;
    int instances = 1 + random.nextInt(random.nextBoolean() ? 4 : 70_000);
    InstanceMap map = randomVolume(random, instances).map(fixture, instances);
    for (int i = 0; i < 20; i++) {
      int x = 1 + random.nextInt(24);
      int turns = random.nextInt(4);
      Size3 size =
          new Size3(x, turns % 2 == 1 ? x : 1 + random.nextInt(24), 1 + random.nextInt(24));
      long ids = offset + size.voxels() * 4 + 4;
      int wanted = random.nextInt(4);
      batch.add(
          new WeightPatch(
              map,
              new WeightCut(
                  new Index3(
                      random.nextInt(50) - 25, random.nextInt(50) - 25, random.nextInt(50) - 25),
                  size,
                  new Orientation(
                      turns, random.nextBoolean(), random.nextBoolean(), random.nextBoolean()),
                  randomRule(random)),
              wanted == 0 ? null : new Target(out, offset, ElementType.FLOAT32),
              wanted == 1 ? null : new Target(out, ids, ElementType.INT32)));
      offset = ids + size.voxels() * 4 + 4;
    }
    fixture.backend().paintInstances(batch, Backend.ALL_THREADS);
    return Fixture.bytesOf(out);
  }

  private static WeightRule randomRule(Random random) {
    WeightKind[] kinds = WeightKind.values();
    WeightNormalisation[] normalisations = WeightNormalisation.values();
    WeightRule rule =
        kinds[random.nextInt(kinds.length)]
            .rule()
            .normalised(normalisations[random.nextInt(normalisations.length)]);
    return random.nextBoolean() ? rule : rule.limited(random.nextDouble(), 1 + random.nextDouble());
  }

  static IdVolume randomVolume(Random random, int instances) {
    Size3 size = new Size3(1 + random.nextInt(30), 1 + random.nextInt(30), 1 + random.nextInt(30));
    int[] ids = new int[(int) size.voxels()];
    int sparseness = 1 + random.nextInt(20);
    int last = 0;
    for (int i = 0; i < ids.length; i++) {
      if (random.nextInt(3) == 0) {
        last = random.nextInt(sparseness) == 0 ? 1 + random.nextInt(instances) : 0;
      }
      ids[i] = last;
    }
    return new IdVolume(size, ids);
  }
}
