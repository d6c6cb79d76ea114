package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ibengine.augment.Warping;
import org.ibengine.volume.Size3;

/** What is drawn of transforms for 10,000 patches of a fixed seed, for tests. */
final class DrawnTransforms {
  private DrawnTransforms() {}

  static final int PATCHES = 10_000;
  static final int MODALITIES = 3;
  static final Size3 CUBE = new Size3(8, 8, 8);
  static final Size3 THICK = new Size3(10, 8, 3);
  static final String ALL = "nnunet,elastic_deform=0.2:5:6,misalign=0.3:2:4";

  static List<Variation> draw(String text, Size3 patch, int modalities) {
    PlanOptions options =
        new PlanOptions(
                patch, 1, 1, 1, Placement.JITTER, Augmentation.parse(text), Balance.INSTANCE, false)
            .modalities(modalities);
    RandomStreams streams = new RandomStreams(20, 26);
    return IntStream.range(0, PATCHES)
        .mapToObj(ordinal -> VariationDraw.draw(options, streams, ordinal))
        .toList();
  }

  static final List<Variation> DRAWN = draw(ALL, CUBE, MODALITIES);

  /** Kolmogorov and Smirnov's test of values that should be uniform in [0, 1], at 1 in 10,000. */
  static void assertUniform(Stream<Double> values, String what) {
    double[] sorted = values.mapToDouble(Double::doubleValue).sorted().toArray();
    assertTrue(sorted.length > 300, what + ": only " + sorted.length);
    double most = 0;
    for (int i = 0; i < sorted.length; i++) {
      most =
          Math.max(
              most,
              Math.max(
                  sorted[i] - (double) i / sorted.length, (i + 1.0) / sorted.length - sorted[i]));
    }
    assertTrue(most * Math.sqrt(sorted.length) < 2.23, what + ": distance " + most);
  }

  static Stream<Double> boxed(double[] values) {
    return DoubleStream.of(values).boxed();
  }

  static <T> List<T> all(Variation drawn, Class<T> kind) {
    return drawn.changes().stream()
        .flatMap(List::stream)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  static Stream<Warping> warps() {
    return DRAWN.stream().map(Variation::warping);
  }

  static void assertUniform(double low, double high, Stream<Double> values, String what) {
    assertUniform(values.map(value -> (value - low) / (high - low)), what);
  }
}
