package org.ibengine.plan;

import static org.ibengine.plan.SamplerTest.options;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans that are drawn with replacement, and what does not go with them. */
class SamplerPlanTest {
  private static final Size3 PATCH = new Size3(4, 3, 2);
  private static final PatchPool POOL = DrawnPools.three();

  @ParameterizedTest
  @EnumSource(Sampler.class)
  void aPlanIsAPureFunctionOfItsInput(Sampler sampler) {
    if (sampler == Sampler.IB) {
      return; // PlannerTest
    }
    Placement placement = sampler == Sampler.UNIFORM ? Placement.JITTER : Placement.CLAMP;
    Planner planner = new Planner(POOL, options(sampler, placement, 6, 50));
    EpochPlan plan = planner.training(7, 2);
    assertEquals(plan.requests(), planner.training(7, 2).requests());
    assertFalse(plan.requests().equals(planner.training(7, 3).requests()));
    assertFalse(plan.requests().equals(planner.training(8, 2).requests()));
    assertEquals(50, plan.steps());
    assertEquals(50, planner.trainingSteps());
    assertEquals(300, plan.requests().size());
    for (int ordinal = 0; ordinal < 300; ordinal++) {
      PatchRequest one = plan.requests().get(ordinal);
      assertFalse(one.filler() || plan.filler(ordinal));
      assertEquals(one.positive(), plan.site(ordinal) < POOL.positives().size());
      assertEquals(one.caseName(), plan.caseName(ordinal));
      if (!one.positive()) {
        assertEquals(one.corner(), plan.window(ordinal).site().corner());
        assertTrue(plan.window(ordinal).rank() < plan.windows(0));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void ranksTogetherShowTheSamePatches(int ranks) {
    EpochPlan plan =
        new Planner(POOL, options(Sampler.TUMOUR, Placement.JITTER, 6, 20)).training(7, 2);
    List<PatchRequest> all = new ArrayList<>();
    for (int step = 0; step < 20; step++) {
      for (int rank = 0; rank < ranks; rank++) {
        all.addAll(plan.batch(step, rank, ranks));
      }
    }
    assertEquals(plan.requests(), all);
    assertEquals(
        all.stream().skip(12).map(PatchRequest::source).toList(),
        ranks == 1 ? plan.sources(2, 0, 1).boxed().toList() : sources(plan, ranks));
  }

  private static List<Integer> sources(EpochPlan plan, int ranks) {
    Integer[] all = new Integer[108];
    for (int rank = 0; rank < ranks; rank++) {
      int[] own = plan.sources(2, rank, ranks).toArray();
      int share = 6 / ranks;
      for (int i = 0; i < own.length; i++) {
        all[i / share * 6 + rank * share + i % share] = own[i];
      }
    }
    return Arrays.asList(all);
  }

  @Test
  void whatDoesNotGoWithASamplerIsRefused() {
    Draws drawn = new Draws(Sampler.TUMOUR, OptionalInt.of(5), 0.5);
    refused("needs", () -> new Draws(Sampler.TUMOUR, OptionalInt.of(0), 0.5), "at least 1");
    refused("share", () -> new Draws(Sampler.TUMOUR, OptionalInt.of(1), 1.01), "1.01");
    PlanOptions usual = options(Sampler.TUMOUR, Placement.CENTRE, 2, 5);
    refused("steps", () -> SamplerTest.with(usual, drawn.steps(OptionalInt.empty())), "--steps");
    refused("ib", () -> SamplerTest.with(usual, drawn.sampler(Sampler.IB)), "asks for 5");
    refused(
        "positive share",
        () -> SamplerTest.with(usual, new Draws(Sampler.IB, OptionalInt.empty(), 0.4)),
        "--positive-share goes with");
    refused(
        "place", () -> SamplerTest.with(usual, drawn.sampler(Sampler.UNIFORM)), "placement centre");
    refused("repeats", () -> of(2, Balance.INSTANCE, false), "repeats 2");
    refused("balance", () -> of(1, new Balance(Balance.Kind.CASE, 1), false), "balance case");
    refused("even", () -> of(1, Balance.INSTANCE, true), "even batches");
    Planner planner = new Planner(POOL, usual);
    refused(
        "weights",
        () -> planner.plan(new EpochId.Training(0, 0, SiteWeights.of(Map.of("case0", 2.0)))),
        "go with sampler ib, the sampler is tumour");
    PatchPool none = POOL.where(name -> name.equals("case1"));
    refused("lesions", () -> new Planner(none, usual), "at least one positive");
    refused("none", () -> new Planner(POOL.where(name -> false), usual), "at least one");
  }

  private static PlanOptions of(int repeats, Balance balance, boolean even) {
    return new PlanOptions(
        PATCH,
        1,
        0,
        repeats,
        Placement.CENTRE,
        Augmentation.NONE,
        balance,
        even,
        new Draws(Sampler.VOXEL, OptionalInt.of(1), 0.5));
  }

  private static void refused(String what, Runnable making, String word) {
    String message = assertThrows(IllegalArgumentException.class, making::run, what).getMessage();
    assertTrue(message.contains(word), message);
  }

  @Test
  void aValidationIsThatOfSamplerIb() {
    PatchPool pool =
        new PatchPool(
            POOL.positives(),
            Strata.grid(
                NegativeSites.of(
                    List.of(
                        new NegativeSite(0, "case0", new Size3(9, 7, 5), new Index3(5, 0, 3))))),
            POOL.cases());
    PlanOptions ib = SamplerTest.with(options(Sampler.TUMOUR, Placement.CENTRE, 2, 5), Draws.IB);
    assertEquals(
        new Planner(pool, ib).validation().requests(),
        new Planner(pool, options(Sampler.TUMOUR, Placement.CENTRE, 2, 5)).validation().requests());
  }

  @Test
  void aVolumeShorterThanThePatchIsCentredOnAllAxes() {
    List<CaseSite> cases = new ArrayList<>();
    List<PositiveSite> positives = new ArrayList<>();
    DrawnPools.add(cases, positives, new Size3(40, 3, 5));
    PatchPool pool = new PatchPool(positives, Strata.grid(NegativeSites.of(List.of())), cases);
    PlanOptions options =
        new PlanOptions(
            new Size3(9, 8, 4),
            1,
            0,
            1,
            Placement.JITTER,
            Augmentation.NONE,
            Balance.INSTANCE,
            false,
            new Draws(Sampler.UNIFORM, OptionalInt.of(3), 0.5));
    for (PatchRequest one : new Planner(pool, options).training(0, 0).requests()) {
      assertEquals(new Index3(20 - 4, 1 - 4, 2 - 2), one.corner());
    }
  }

  @Test
  void aCaseWithMoreThanTenMillionVoxelsIsDrawnFromInLittleMemory() {
    List<CaseSite> cases = new ArrayList<>();
    List<PositiveSite> positives = new ArrayList<>();
    Size3 volume = new Size3(512, 300, 100);
    int[] rows = new int[5 * 300 * 100];
    for (int row = 0; row < 300 * 100; row++) {
      int[] run = {10, 500, row % 300, row / 300, 1};
      System.arraycopy(run, 0, rows, 5 * row, 5);
    }
    DrawnPools.add(cases, positives, volume, rows);
    CaseForeground foreground = cases.get(0).foreground();
    assertEquals(490L * 30_000, foreground.voxels());
    assertTrue(foreground.instances().get(0).toBytes().length <= 4 * 30_000);
    PatchPool pool = new PatchPool(positives, Strata.grid(NegativeSites.of(List.of())), cases);
    PlanOptions options = options(Sampler.VOXEL, Placement.CENTRE, 10, 400);
    Map<Integer, Integer> byTenth = new HashMap<>();
    for (PatchRequest one : new Planner(pool, options).training(0, 0).requests()) {
      if (one.positive()) {
        assertTrue(10 <= SamplerTest.centre(one).x() && SamplerTest.centre(one).x() < 500);
        byTenth.merge(SamplerTest.centre(one).z() / 10, 1, Integer::sum);
      }
    }
    Map<Integer, Double> shares = new HashMap<>();
    for (int tenth = 0; tenth < 10; tenth++) {
      shares.put(tenth, 0.1);
    }
    SamplerTest.assertLike(shares, byTenth);
  }
}
