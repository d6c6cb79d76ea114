package org.ibengine.plan;

import org.apache.commons.rng.UniformRandomProvider;
import org.ibengine.volume.Size3;

/**
 * Draws variations. Always the same number of values in the same order, whatever is switched on.
 */
final class VariationDraw {
  private VariationDraw() {}

  /** Of a request in training. */
  static Variation draw(PlanOptions options, RandomStreams streams, int ordinal) {
    Augmentation augmentation = options.augmentation();
    Variation drawn =
        draw(
            augmentation,
            options.patchSize(),
            streams.of(RandomStreams.Purpose.AUGMENTATION, ordinal));
    return augmentation.transforms().isNone()
        ? drawn
        : new TransformDraw(options, streams.of(RandomStreams.Purpose.TRANSFORMS, ordinal))
            .addTo(drawn);
  }

  static Variation draw(Augmentation augmentation, Size3 patch, UniformRandomProvider random) {
    boolean flipX = random.nextDouble() < augmentation.flip();
    boolean flipY = random.nextDouble() < augmentation.flip();
    boolean flipZ = random.nextDouble() < augmentation.flip();
    boolean turned = random.nextDouble() < augmentation.rotate();
    int turns = 1 + (int) (random.nextDouble() * 3);
    boolean scaled = random.nextDouble() < augmentation.scale();
    double gain = 1 + within(random);
    boolean shifted = random.nextDouble() < augmentation.shift();
    double shift = within(random);
    return new Variation(
        turned && patch.x() == patch.y() ? turns : 0,
        flipX,
        flipY,
        flipZ,
        scaled ? (float) gain : 1f,
        shifted ? (float) shift : 0f);
  }

  private static double within(UniformRandomProvider random) {
    return Augmentation.RANGE * (2 * random.nextDouble() - 1);
  }
}
