package org.ibengine.options;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.ibengine.EngineOptions;
import org.ibengine.augment.RandomTransforms;
import org.ibengine.augment.Transforms;
import org.ibengine.backend.WeightKind;
import org.ibengine.backend.WeightNormalisation;
import org.ibengine.dataset.Split;
import org.ibengine.intensity.IntensityScale;
import org.ibengine.intensity.VoxelSet;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Balance;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.plan.Inside;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.Placement;
import org.ibengine.plan.Sampler;
import org.ibengine.tensor.ElementType;

/** Options of all kinds, each set in half of the cases; equal for equal seeds. */
final class RandomOptions {
  private final Random random;
  private EngineOptions options = EngineOptions.defaults();

  private RandomOptions(long seed) {
    random = new Random(seed);
  }

  static EngineOptions of(long seed) {
    RandomOptions made = new RandomOptions(seed);
    made.sampling();
    made.folds();
    made.delivery();
    made.resources();
    return made.options;
  }

  private boolean toss() {
    return random.nextBoolean();
  }

  private <T> T one(T[] of) {
    return of[random.nextInt(of.length)];
  }

  private void sampling() {
    if (toss()) {
      options = options.patchSize(1 + random.nextInt(200), 1 + random.nextInt(200), 65_536);
    }
    if (toss()) {
      options = options.negativesPerPositive(random.nextDouble() * Math.pow(10, random.nextInt(9)));
    }
    options = options.repeats(1 + random.nextInt(5)).placement(one(Placement.values()));
    if (toss()) {
      options =
          options.augmentation(
              new Augmentation(
                  random.nextDouble(),
                  random.nextDouble(),
                  random.nextFloat(),
                  random.nextDouble(),
                  toss() ? Transforms.NONE : RandomTransforms.of(random)));
    }
    options =
        toss()
            ? options
            : options
                .sampler(one(Sampler.values()))
                .steps(1 + random.nextInt(9999))
                .positiveShare(random.nextDouble());
    options = toss() ? options : options.negatives(negatives()).hardness(random.nextDouble());
    options =
        options
            .balance(one(Balance.Kind.values()), random.nextGaussian())
            .evenBatches(toss())
            .validationOfAll(toss());
  }

  private Negatives negatives() {
    List<String> parts =
        List.of("grid", "anywhere,mined", "ring,grid,mined", "ring:0-0.001:0.1,ring:100.5-200:0.9");
    Negatives made = Negatives.parse(parts.get(random.nextInt(parts.size())));
    made = toss() ? made : made.minDistanceMm(random.nextDouble() * 100);
    made = toss() ? made : made.inside(List.of(new Inside("b ü>=", random.nextDouble())));
    made = toss() ? made : made.hard(new FalseAlarms("a\"ü", one(FalseAlarms.Order.values())), 0.3);
    return toss() ? made : made.minBody(random.nextDouble()).distances(toss());
  }

  private void folds() {
    if (toss()) {
      int folds = 2 + random.nextInt(9);
      options = options.fold(random.nextInt(folds), folds);
    } else if (toss()) {
      options = options.split(new Split(Set.of("a", "b ü"), Set.of("c\"\n"), Set.of()));
    }
    if (toss()) {
      options = options.subjects(Map.of("a", "1", "b ü", "sub." + random.nextInt()));
    }
  }

  private void delivery() {
    if (toss()) {
      options = options.modalities("T1", "FLAIR.x", "{}");
    }
    int worldSize = 1 + random.nextInt(16);
    options =
        options
            .batchSize(1 + random.nextInt(65_536))
            .rank(random.nextInt(worldSize), worldSize)
            .type(
                one(List.of(ElementType.FLOAT32, ElementType.FLOAT16).toArray(ElementType[]::new)))
            .instanceMaps(toss())
            .coordinates(toss())
            .foregroundCounts(toss());
    if (toss()) {
      options = options.weights(one(WeightKind.values()));
    }
    if (toss()) {
      double max = toss() ? Double.POSITIVE_INFINITY : 1 + random.nextDouble();
      options = options.weightLimits(random.nextDouble(), max);
    }
    options = options.weightNormalisation(one(WeightNormalisation.values()));
    if (toss()) {
      options = options.normalise(scale());
    }
    if (toss()) {
      options = options.normalise("b ü=" + random.nextInt(3), scale()).normalise("T1", scale());
    }
  }

  private IntensityScale scale() {
    VoxelSet over = one(VoxelSet.values());
    double low = random.nextGaussian() * 1000;
    return switch (random.nextInt(8)) {
      case 0 -> IntensityScale.prepared();
      case 1 -> IntensityScale.percentile(random.nextDouble(), 50 + random.nextInt(50), over);
      case 2 -> IntensityScale.window(low, low + 1 + random.nextInt(5));
      case 3 -> IntensityScale.zScore(over);
      case 4 -> IntensityScale.zScore(over).clipped(0.5, 99.95);
      case 5 -> IntensityScale.none();
      case 6 -> IntensityScale.nnunetCt();
      default -> IntensityScale.nnunetMr();
    };
  }

  private void resources() {
    options = options.backend(toss() ? "auto" : "cpu").threads(1 + random.nextInt(64));
    if (toss()) {
      options = options.device(random.nextInt(8));
    }
    if (toss()) {
      options = options.maxMemory(1 + (random.nextLong() >>> 1));
    }
    if (toss()) {
      options = options.maxDeviceMemory(1 + (random.nextLong() >>> 2));
    }
    options = options.prefetch(2 + random.nextInt(9)).localRanks(1 + random.nextInt(9));
  }
}
