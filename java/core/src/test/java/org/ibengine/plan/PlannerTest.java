package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
  private static final Size3 PATCH = new Size3(8, 6, 4);

  private static PlanOptions options(int globalBatch, double ratio, int repeats) {
    return new PlanOptions(
        PATCH,
        globalBatch,
        ratio,
        repeats,
        Placement.JITTER,
        Augmentation.STANDARD,
        Balance.INSTANCE,
        false);
  }

  private static Map<String, Long> positiveCounts(EpochPlan plan) {
    return plan.requests().stream()
        .filter(request -> request.positive() && !request.filler())
        .collect(
            Collectors.groupingBy(r -> r.caseName() + "#" + r.instanceId(), Collectors.counting()));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void everyInstanceAppearsExactlyAsOftenAsAskedFor(long seed) {
    PatchPool pool = Pools.random(seed, 5, 4);
    for (int repeats = 1; repeats <= 3; repeats++) {
      EpochPlan plan = new Planner(pool, options(7, 0.5, repeats)).training(seed, 3);
      Map<String, Long> counts = positiveCounts(plan);
      assertEquals(pool.positives().size(), counts.size());
      for (long count : counts.values()) {
        assertEquals(repeats, count);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void ranksAreDisjointTakeEqualStepsAndTogetherAreThePlan(int worldSize) {
    PatchPool pool = Pools.random(11, 6, 3);
    EpochPlan plan = new Planner(pool, options(24, 1, 1)).training(5, 0);
    List<PatchRequest> together = new ArrayList<>();
    for (int step = 0; step < plan.steps(); step++) {
      for (int rank = 0; rank < worldSize; rank++) {
        together.addAll(plan.batch(step, rank, worldSize));
      }
    }
    assertEquals(plan.requests(), together);
  }

  @Test
  void theLastBatchIsFilledByTheFirstRequestsAndNothingIsDropped() {
    PatchPool pool = Pools.random(3, 3, 2);
    int due = pool.positives().size() * 2;
    EpochPlan plan = new Planner(pool, options(due + 1, 1, 1)).training(9, 1);
    assertEquals(1, plan.steps());
    assertEquals(due, plan.requests().stream().filter(r -> !r.filler()).count());
    PatchRequest filler = plan.requests().get(due);
    assertTrue(filler.filler());
    assertEquals(plan.requests().get(0).instanceId(), filler.instanceId());
    assertEquals(plan.requests().get(0).caseName(), filler.caseName());
  }

  @Test
  void negativesAreDrawnWithoutReplacementAndWrapOnlyWhenThePoolIsExhausted() {
    PatchPool pool = Pools.random(21, 4, 3);
    int pooled = (int) pool.negatives().count();
    double ratio = 2.0 * pooled / pool.positives().size();
    EpochPlan plan = new Planner(pool, options(1, ratio, 1)).training(2, 0);
    Map<String, Integer> seen = new HashMap<>();
    for (PatchRequest request : plan.requests()) {
      if (!request.positive()) {
        seen.merge(request.caseName() + request.corner(), 1, Integer::sum);
      }
    }
    assertEquals(pooled, seen.size());
    assertTrue(seen.values().stream().allMatch(count -> count == 2), seen.toString());
  }

  @Test
  void theNumberOfNegativesIsTheRoundedRatio() {
    PatchPool pool = Pools.random(8, 3, 9);
    int positives = pool.positives().size();
    EpochPlan plan = new Planner(pool, options(1, 0.3, 1)).training(2, 0);
    assertEquals(
        Math.round(0.3 * positives),
        plan.requests().stream().filter(request -> !request.positive()).count());
  }

  @Test
  void thePlanOfAnEpochIsAPureFunctionAndDiffersFromTheNext() {
    PatchPool pool = Pools.random(30, 5, 5);
    Planner planner = new Planner(pool, options(4, 1, 1));
    assertEquals(
        planner.training(1, 2).requests(),
        new Planner(pool, options(4, 1, 1)).training(1, 2).requests());
    assertNotEquals(planner.training(1, 2).requests(), planner.training(1, 3).requests());
    assertNotEquals(planner.training(1, 2).requests(), planner.training(2, 2).requests());
  }

  @Test
  void theSizeOfAGlobalBatchChangesNothingButTheFiller() {
    PatchPool pool = Pools.random(30, 5, 5);
    List<PatchRequest> single = new Planner(pool, options(1, 1, 1)).training(1, 2).requests();
    List<PatchRequest> eight = new Planner(pool, options(8, 1, 1)).training(1, 2).requests();
    assertEquals(single, eight.subList(0, single.size()));
  }

  @Test
  void evenBatchesHoldTheSameMixToWithinOne() {
    PatchPool pool = Pools.random(44, 12, 6);
    PlanOptions even =
        new PlanOptions(
            PATCH, 6, 2, 1, Placement.JITTER, Augmentation.NONE, Balance.INSTANCE, true);
    EpochPlan plan = new Planner(pool, even).training(4, 0);
    for (int step = 0; step < plan.steps() - 1; step++) {
      long positives = plan.batch(step, 0, 1).stream().filter(PatchRequest::positive).count();
      assertTrue(Math.abs(positives - 2) <= 1, "step " + step + " holds " + positives);
    }
  }

  @Test
  void validationIsAlwaysTheSameAndVariesNothing() {
    PatchPool pool = Pools.random(5, 4, 4);
    EpochPlan plan = new Planner(pool, options(3, 1, 1)).validation();
    assertEquals(plan.requests(), new Planner(pool, options(3, 1, 1)).validation().requests());
    assertEquals(pool.positives().size(), positiveCounts(plan).size());
    assertTrue(plan.requests().stream().allMatch(r -> r.variation().equals(Variation.NONE)));
  }

  @Test
  void stepsAreKnownBeforeAnythingIsPlanned() {
    PatchPool pool = Pools.random(5, 4, 4);
    for (int batch : new int[] {1, 3, 7, 1000}) {
      for (double ratio : new double[] {0, 0.3, 1, 2.5}) {
        Planner planner = new Planner(pool, options(batch, ratio, 3));
        String told = "batch %d, ratio %s".formatted(batch, ratio);
        assertEquals(planner.training(8, 2).steps(), planner.trainingSteps(), told);
        assertEquals(planner.validation().steps(), planner.validationSteps(), told);
      }
    }
  }

  @Test
  void missingPositivesAndNegativesAreNamed() {
    PatchPool noPositives = new PatchPool(List.of(), Pools.random(1, 1, 1).negatives());
    assertTrue(
        assertThrows(
                IllegalArgumentException.class, () -> new Planner(noPositives, options(1, 1, 1)))
            .getMessage()
            .startsWith("an epoch needs at least one positive patch"));
    PatchPool noNegatives = Pools.random(1, 1, 0);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class, () -> new Planner(noNegatives, options(1, 1, 1)))
            .getMessage()
            .startsWith("negatives per positive is 1.0, but no window of (8, 6, 4) voxels"));
    assertEquals(
        "negatives per positive is 1.0, but no window of (8, 6, 4) voxels is free of foreground and meets"
            + " --min-distance 5.0 and --inside 7>=0.5; use --ratio 0 or a smaller --patch-size,"
            + " or relax what windows must meet",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Planner(
                        noNegatives,
                        options(1, 1, 1),
                        List.of("--min-distance 5.0", "--inside 7>=0.5")))
            .getMessage());
    assertEquals(
        noNegatives.positives().size(),
        new Planner(noNegatives, options(1, 0, 1)).training(0, 0).steps());
  }

  @Test
  void thePlanOfASmallPoolIsPinned() {
    PatchPool pool =
        new PatchPool(
            List.of(
                Pools.site(
                    0,
                    1,
                    new Size3(20, 20, 20),
                    Pools.box(3, 4, 5, 6, 6, 7),
                    Pools.box(0, 1, 3, 8, 7, 7)),
                Pools.site(
                    1,
                    1,
                    new Size3(20, 20, 20),
                    Pools.box(9, 9, 9, 10, 10, 10),
                    Pools.box(5, 6, 7, 13, 12, 11))),
            List.of(
                new NegativeSite(0, "case0", new Size3(20, 20, 20), new Index3(12, 14, 16)),
                new NegativeSite(1, "case1", new Size3(20, 20, 20), new Index3(0, 0, 0))));
    List<PatchRequest> requests = new Planner(pool, options(1, 1, 1)).training(42, 0).requests();
    assertEquals(
        List.of(
            "case0#1 (0, 3, 3) turns 0 flips ... gain 1.0 shift -0.079035915",
            "case1#1 (4, 5, 7) turns 0 flips xy. gain 1.0 shift 0.0",
            "case0#0 (12, 14, 16) turns 0 flips .y. gain 1.0 shift 0.0",
            "case1#0 (0, 0, 0) turns 0 flips xy. gain 1.0 shift 0.058585946"),
        requests.stream().map(PlannerTest::line).toList());
  }

  private static String line(PatchRequest request) {
    Variation v = request.variation();
    return "%s#%d %s turns %d flips %s%s%s gain %s shift %s"
        .formatted(
            request.caseName(),
            request.instanceId(),
            request.corner(),
            v.quarterTurns(),
            v.flipX() ? "x" : ".",
            v.flipY() ? "y" : ".",
            v.flipZ() ? "z" : ".",
            v.gain(),
            v.shift());
  }
}
