package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Frozen plans: every request of epochs and validations, for all placements, balances and samplers,
 * and batches even or not. A plan that differs breaks resume tokens and the records of past runs.
 */
class PlanGoldenTest {
  private static final PatchPool POOL = Pools.random(4, 4, 5);
  private static final int GLOBAL_BATCH = 6;
  private static final long SEED = 0x5eed;

  private static PlanOptions options(Placement placement, Balance balance, boolean even) {
    return new PlanOptions(
        new Size3(8, 6, 4), GLOBAL_BATCH, 0.75, 1, placement, Augmentation.STANDARD, balance, even);
  }

  static Stream<Arguments> plans() {
    List<Balance> balances =
        List.of(
            Balance.INSTANCE,
            new Balance(Balance.Kind.CASE, 1),
            new Balance(Balance.Kind.SIZE, 0.5),
            new Balance(Balance.Kind.SIZE, -1));
    List<Arguments> plans = new ArrayList<>();
    plans.add(Arguments.of(Placement.CENTRE, Balance.INSTANCE, false));
    plans.add(Arguments.of(Placement.CLAMP, Balance.INSTANCE, false));
    for (Placement placement : List.of(Placement.REFERENCE, Placement.JITTER)) {
      for (Balance balance : balances) {
        for (boolean even : new boolean[] {false, true}) {
          plans.add(Arguments.of(placement, balance, even));
        }
      }
    }
    return plans.stream();
  }

  @ParameterizedTest
  @MethodSource("plans")
  void trainingIsAsFrozen(Placement placement, Balance balance, boolean even) throws IOException {
    Planner planner = new Planner(POOL, options(placement, balance, even));
    String name =
        "%s-%s%s%s"
            .formatted(placement, balance.kind(), number(balance.exponent()), even ? "-even" : "")
            .toLowerCase(Locale.ROOT);
    List<String> lines = new ArrayList<>();
    for (int epoch : new int[] {0, 3}) {
      lines.addAll(lines(planner.training(SEED, epoch), 1));
    }
    assertEquals(frozen(name), lines);
  }

  @ParameterizedTest
  @EnumSource(
      value = Sampler.class,
      names = {"TUMOUR", "VOXEL", "UNIFORM"})
  void drawsWithReplacementAreAsFrozen(Sampler sampler) throws IOException {
    PlanOptions options =
        new PlanOptions(
            new Size3(4, 3, 2),
            GLOBAL_BATCH,
            0,
            1,
            sampler == Sampler.TUMOUR ? Placement.CENTRE : Placement.JITTER,
            Augmentation.STANDARD,
            Balance.INSTANCE,
            false,
            new Draws(sampler, OptionalInt.of(5), 0.5));
    List<String> lines = new ArrayList<>();
    for (int epoch : new int[] {0, 3}) {
      lines.addAll(lines(new Planner(DrawnPools.three(), options).training(SEED, epoch), 2));
    }
    assertEquals(frozen(sampler.label()), lines);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void ranksTogetherAreAsFrozen(int ranks) throws IOException {
    Planner planner = new Planner(POOL, options(Placement.JITTER, Balance.INSTANCE, false));
    List<String> lines = new ArrayList<>();
    for (int epoch : new int[] {0, 3}) {
      lines.addAll(lines(planner.training(SEED, epoch), ranks));
    }
    assertEquals(frozen("jitter-instance0.0"), lines);
  }

  @Test
  void validationIsAsFrozen() throws IOException {
    for (Placement placement : Placement.values()) {
      PlanOptions options = options(placement, Balance.INSTANCE, placement == Placement.JITTER);
      assertEquals(frozen("validation"), lines(new Planner(POOL, options).validation(), 2));
    }
  }

  private static List<String> frozen(String name) throws IOException {
    return Files.readAllLines(
        Path.of(System.getProperty("basedir", ""), "src/test/resources/plans", name + ".txt"));
  }

  /** Step, then the request; steps in order, in each the ranks in order. */
  private static List<String> lines(EpochPlan plan, int ranks) {
    List<String> lines = new ArrayList<>();
    for (int step = 0; step < plan.steps(); step++) {
      for (int rank = 0; rank < ranks; rank++) {
        for (PatchRequest request : plan.batch(step, rank, ranks)) {
          lines.add(step + " " + line(request));
        }
      }
    }
    return lines;
  }

  private static String line(PatchRequest request) {
    Variation variation = request.variation();
    return String.join(
        " ",
        String.valueOf(request.ordinal()),
        request.source() + ":" + request.caseName() + "#" + request.instanceId(),
        request.corner().x() + "," + request.corner().y() + "," + request.corner().z(),
        "turns=" + variation.quarterTurns(),
        "flips="
            + (variation.flipX() ? "x" : "")
            + (variation.flipY() ? "y" : "")
            + (variation.flipZ() ? "z" : ""),
        bits(variation.gain()),
        bits(variation.shift()),
        request.filler() ? "filler" : "-");
  }

  private static String bits(float value) {
    return HexFormat.of().toHexDigits(Float.floatToIntBits(value));
  }

  private static String number(double exponent) {
    return String.valueOf(exponent);
  }
}
