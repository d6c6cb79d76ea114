package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.ibengine.plan.NegativeSites.OfSource;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class StrataTest {
  private static final Size3 VOLUME = new Size3(20, 20, 20);

  /** Windows along x from {@code first} on, of cases 0 and 1. */
  private static NegativeSites windows(int first, int count) {
    List<OfSource> parts = new ArrayList<>();
    for (int source = 0; source < 2; source++) {
      List<Index3> corners = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        corners.add(new Index3(first + i, 0, 0));
      }
      parts.add(new OfSource(source, "case" + source, VOLUME, corners));
    }
    return new NegativeSites(parts);
  }

  private static Strata strata(double... shares) {
    List<Stratum> all = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      all.add(new Stratum("s" + i, shares[i], windows(100 * i, 3 + i)));
    }
    return new Strata(all);
  }

  private static PatchPool pool(Strata strata) {
    return new PatchPool(Pools.random(7, 2, 1).positives(), strata);
  }

  private static PlanOptions options(int globalBatch, double ratio) {
    return new PlanOptions(
        new Size3(8, 6, 4),
        globalBatch,
        ratio,
        1,
        Placement.JITTER,
        Augmentation.STANDARD,
        Balance.INSTANCE,
        false);
  }

  @Test
  void quotasAreTheSharesRoundedByLargestRemainders() {
    assertArrayEquals(new int[] {5, 5}, strata(0.5, 0.5).quotas(10));
    assertArrayEquals(new int[] {6, 5}, strata(0.5, 0.5).quotas(11)); // among equals the first
    assertArrayEquals(new int[] {1, 2, 7}, strata(0.11, 0.19, 0.7).quotas(10));
    assertArrayEquals(new int[] {4, 3, 3}, strata(1 / 3.0, 1 / 3.0, 1 / 3.0).quotas(10));
    assertArrayEquals(new int[] {0, 0}, strata(0.9, 0.1).quotas(0));
    assertArrayEquals(new int[] {1, 0}, strata(0.9, 0.1).quotas(1));
    // 0.3 · 10 is a little less than 3 in float64
    assertArrayEquals(new int[] {3, 7}, strata(0.3, 0.7).quotas(10));
  }

  @Test
  void quotasAddUpAndAreWithinOneOfTheShares() {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      double[] shares = new double[1 + random.nextInt(5)];
      double sum = 0;
      for (int i = 0; i < shares.length; i++) {
        shares[i] = 0.01 + random.nextDouble();
        sum += shares[i];
      }
      for (int i = 0; i < shares.length; i++) {
        shares[i] /= sum;
      }
      int total = random.nextInt(1000);
      int[] quotas = strata(shares).quotas(total);
      int all = 0;
      for (int i = 0; i < shares.length; i++) {
        assertTrue(Math.abs(quotas[i] - shares[i] * total) < 1, "round " + round);
        all += quotas[i];
      }
      assertEquals(total, all, "round " + round);
    }
  }

  @Test
  void eachStratumGivesItsQuotaAndEachWindowOnceBeforeAnyTwice() {
    Strata strata = strata(0.25, 0.75); // of 6 and 8 windows
    PatchPool pool = pool(strata);
    int positives = pool.positives().size();
    EpochPlan plan = new Planner(pool, options(1, 40.0 / positives)).training(3, 1);
    Map<String, Map<String, Integer>> seen = new HashMap<>();
    for (PatchRequest request : plan.requests()) {
      if (!request.positive()) {
        seen.computeIfAbsent(request.stratum(), label -> new HashMap<>())
            .merge(request.caseName() + request.corner(), 1, Integer::sum);
      }
    }
    assertEquals(Set.of("s0", "s1"), seen.keySet());
    // 10 of 6 windows: 4 of them twice; 30 of 8 windows: 6 of them four times, 2 three times
    assertEquals(List.of(1, 1, 2, 2, 2, 2), seen.get("s0").values().stream().sorted().toList());
    assertEquals(
        List.of(3, 3, 4, 4, 4, 4, 4, 4), seen.get("s1").values().stream().sorted().toList());
  }

  @Test
  void positivesHaveNoStratumAndNegativesTheirOwn() {
    EpochPlan plan = new Planner(pool(strata(0.5, 0.5)), options(1, 1)).training(8, 0);
    for (PatchRequest request : plan.requests()) {
      String stratum = request.positive() ? "" : request.corner().x() < 100 ? "s0" : "s1";
      assertEquals(stratum, request.stratum());
      if (!request.positive()) {
        DrawnWindow window = plan.window(request.ordinal());
        assertEquals(request.corner(), window.site().corner());
        assertEquals(request.caseName(), plan.caseName(request.ordinal()));
        assertEquals(
            stratum, pool(strata(0.5, 0.5)).negatives().all().get(window.stratum()).label());
      }
    }
  }

  @Test
  void ranksTogetherAreThePlanAndEveryEpochDiffers() {
    Planner planner = new Planner(pool(strata(0.4, 0.6)), options(8, 3));
    List<PatchRequest> alone = planner.training(5, 2).requests();
    for (int ranks : new int[] {1, 2, 8}) {
      EpochPlan again = new Planner(pool(strata(0.4, 0.6)), options(8, 3)).training(5, 2);
      List<PatchRequest> together = new ArrayList<>();
      for (int step = 0; step < again.steps(); step++) {
        for (int rank = 0; rank < ranks; rank++) {
          together.addAll(again.batch(step, rank, ranks));
        }
      }
      assertEquals(alone, together, ranks + " ranks");
    }
    assertFalse(alone.equals(planner.training(5, 3).requests()));
    assertFalse(alone.equals(planner.training(6, 2).requests()));
  }

  @Test
  void validationShowsTheSameWindowsOfEachStratumInItsOrder() {
    Planner planner = new Planner(pool(strata(0.5, 0.5)), options(1, 1));
    List<PatchRequest> requests = planner.validation().requests();
    assertEquals(requests, planner.validation().requests());
    List<PatchRequest> negatives =
        requests.stream().filter(request -> !request.positive()).toList();
    assertEquals(
        Set.of("s0", "s1"),
        negatives.stream().map(PatchRequest::stratum).collect(Collectors.toSet()));
    assertEquals(
        negatives.stream().map(PatchRequest::stratum).sorted().toList(),
        negatives.stream().map(PatchRequest::stratum).toList());
    assertEquals(negatives.size(), new HashSet<>(negatives).size());
  }

  @Test
  void casesAreChosenInEveryStratum() {
    Strata chosen = strata(0.5, 0.5).where("case1"::equals);
    assertEquals(7, chosen.count());
    assertTrue(chosen.stream().allMatch(site -> site.caseName().equals("case1")));
  }

  @Test
  void anEmptyStratumIsNamed() {
    Strata strata =
        new Strata(
            List.of(
                new Stratum("anywhere", 0.5, new NegativeSites(List.of())),
                new Stratum("grid", 0.5, windows(0, 1))));
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Planner(pool(strata), options(1, 1)))
            .getMessage();
    assertTrue(message.startsWith("negatives of anywhere are wanted, but"), message);
    assertEquals(
        pool(strata).positives().size(), new Planner(pool(strata), options(1, 0)).trainingSteps());
  }

  @Test
  void sharesMustAddUp() {
    assertThrows(IllegalArgumentException.class, () -> strata(0.5, 0.4));
    assertThrows(IllegalArgumentException.class, () -> new Strata(List.of()));
    assertThrows(IllegalArgumentException.class, () -> strata(1.5, -0.5));
  }

  /** The order is part of resume tokens: a plan that differs breaks them. */
  @Test
  void thePlanOfTwoStrataIsPinned() {
    EpochPlan plan = new Planner(pool(strata(0.5, 0.5)), options(1, 0.5)).training(42, 0);
    assertEquals(
        List.of(
            "4 s1 case0(101, 0, 0)",
            "6 s0 case1(2, 0, 0)",
            "8 s1 case1(100, 0, 0)",
            "9 s0 case0(1, 0, 0)"),
        plan.requests().stream()
            .filter(request -> !request.positive())
            .map(r -> r.ordinal() + " " + r.stratum() + " " + r.caseName() + r.corner())
            .toList());
  }
}
