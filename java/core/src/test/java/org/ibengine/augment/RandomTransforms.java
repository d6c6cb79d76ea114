package org.ibengine.augment;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Transforms made up for tests: each is left out, usual, or has numbers within its limits. */
public final class RandomTransforms {
  private RandomTransforms() {}

  public static Transforms of(Random random) {
    Map<Transform, Setting> settings = new EnumMap<>(Transform.class);
    for (Transform transform : Transform.values()) {
      if (random.nextBoolean()) {
        double probability = random.nextInt(4) == 0 ? 0 : random.nextDouble();
        settings.put(transform, new Setting(probability, range(transform, random)));
      }
    }
    return new Transforms(random.nextBoolean(), settings);
  }

  private static List<Double> range(Transform transform, Random random) {
    if (random.nextInt(3) == 0) {
      return random.nextBoolean() ? List.of() : transform.usual().range();
    }
    double low = 0.25 + random.nextDouble() / 4;
    return switch (transform) {
      case ROTATION -> {
        double degrees = random.nextInt(180);
        yield random.nextBoolean()
            ? List.of(degrees, degrees, degrees)
            : List.of(degrees, 180 * random.nextDouble(), 0.0);
      }
      case ELASTIC_DEFORM -> List.of(random.nextDouble() * 200, 4.0 + random.nextInt(61));
      case MISALIGN -> List.of(random.nextDouble() * 1e-4, random.nextDouble() * 180);
      default -> new ArrayList<>(List.of(low, low + random.nextDouble() / 2));
    };
  }
}
