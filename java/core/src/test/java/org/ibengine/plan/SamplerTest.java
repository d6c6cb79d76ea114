package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SamplerTest {
  private static final Size3 PATCH = new Size3(4, 3, 2);
  private static final PatchPool POOL = DrawnPools.three();

  static PlanOptions options(Sampler sampler, Placement placement, int batch, int steps) {
    return new PlanOptions(
        PATCH,
        batch,
        1,
        1,
        placement,
        Augmentation.STANDARD,
        Balance.INSTANCE,
        false,
        new Draws(sampler, OptionalInt.of(steps), 0.5));
  }

  private static EpochPlan plan(Sampler sampler, int requests) {
    return new Planner(POOL, options(sampler, Placement.CENTRE, 10, requests / 10)).training(3, 1);
  }

  private static EpochPlan uniform(int requests) {
    return new Planner(POOL, options(Sampler.UNIFORM, Placement.JITTER, 10, requests / 10))
        .training(3, 1);
  }

  /** Of counts that are expected in these proportions; fails where it is five deviations off. */
  static <K> void assertLike(Map<K, Double> shares, Map<K, Integer> counts) {
    assertTrue(shares.keySet().containsAll(counts.keySet()), () -> shares + " but " + counts);
    double sum = shares.values().stream().mapToDouble(share -> share).sum();
    double all = counts.values().stream().mapToInt(count -> count).sum();
    double chiSquare = 0;
    for (Map.Entry<K, Double> share : shares.entrySet()) {
      double expected = all * share.getValue() / sum;
      assertTrue(expected >= 20, "too few draws");
      double off = counts.getOrDefault(share.getKey(), 0) - expected;
      chiSquare += off * off / expected;
    }
    int freedom = shares.size() - 1;
    double bound = freedom + 5 * Math.sqrt(2.0 * freedom);
    double chi = chiSquare;
    assertTrue(chi < bound, () -> "chi-square " + chi + " of " + freedom + ": " + counts);
  }

  /** The drawn voxel of each positive request, which is in the centre, with its case. */
  private static Map<String, Integer> drawnVoxels(EpochPlan plan) {
    Map<String, Integer> counts = new TreeMap<>();
    plan.requests().stream()
        .filter(PatchRequest::positive)
        .forEach(one -> counts.merge(one.caseName() + centre(one), 1, Integer::sum));
    return counts;
  }

  static Index3 centre(PatchRequest one) {
    return new Index3(one.corner().x() + 2, one.corner().y() + 1, one.corner().z() + 1);
  }

  private static Map<String, Double> voxelShares(double... ofLesions) {
    Map<String, Double> shares = new TreeMap<>();
    shares.put("case0" + new Index3(0, 0, 0), ofLesions[0]);
    for (int x : new int[] {3, 4}) {
      shares.put("case0" + new Index3(x, 2, 1), ofLesions[1] / 2);
    }
    for (int x : new int[] {1, 2, 3, 4, 6, 7, 8}) {
      shares.put("case0" + new Index3(x, 6, 4), ofLesions[2] / 7);
    }
    for (int x : new int[] {2, 3, 4, 5}) {
      shares.put("case2" + new Index3(x, 1, 3), ofLesions[3] / 4);
    }
    return shares;
  }

  @Test
  void tumourDrawsLesionsAlikeAndThenTheirVoxelsAlike() {
    EpochPlan plan = plan(Sampler.TUMOUR, 40_000);
    assertLike(voxelShares(0.25, 0.25, 0.25, 0.25), drawnVoxels(plan));
  }

  @Test
  void voxelDrawsCasesByTheirLesionsAndThenTheirVoxelsAlike() {
    EpochPlan plan = plan(Sampler.VOXEL, 40_000);
    assertLike(voxelShares(0.75 * 0.1, 0.75 * 0.2, 0.75 * 0.7, 0.25), drawnVoxels(plan));
  }

  @ParameterizedTest
  @EnumSource(
      value = Sampler.class,
      names = {"TUMOUR", "VOXEL"})
  void halfOfThePatchesAreBoxesOfACaseByItsLesions(Sampler sampler) {
    EpochPlan plan = plan(sampler, 20_000);
    Map<Boolean, Integer> positive = new HashMap<>();
    Map<String, Integer> cases = new HashMap<>();
    for (PatchRequest one : plan.requests()) {
      positive.merge(one.positive(), 1, Integer::sum);
      if (!one.positive()) {
        cases.merge(one.caseName(), 1, Integer::sum);
      }
    }
    assertLike(Map.of(true, 0.5, false, 0.5), positive);
    assertLike(Map.of("case0", 0.75, "case2", 0.25), cases); // none of case1, which has no lesion
  }

  @Test
  void theShareOfPositivesIsAChoice() {
    for (double share : new double[] {0, 0.2, 1}) {
      Draws draws = new Draws(Sampler.TUMOUR, OptionalInt.of(1000), share);
      PlanOptions options = with(options(Sampler.TUMOUR, Placement.CENTRE, 5, 1000), draws);
      long positive =
          new Planner(POOL, options)
              .training(1, 0).requests().stream().filter(PatchRequest::positive).count();
      double deviation = Math.sqrt(5000 * share * (1 - share));
      assertEquals(5000 * share, positive, 5 * deviation);
    }
  }

  static PlanOptions with(PlanOptions options, Draws draws) {
    return new PlanOptions(
        options.patchSize(),
        options.globalBatch(),
        options.negativesPerPositive(),
        options.repeats(),
        options.placement(),
        options.augmentation(),
        options.balance(),
        options.evenBatches(),
        draws);
  }

  @Test
  void uniformDrawsCasesAlikeAndEveryStartAlike() {
    Map<String, Double> shares = new TreeMap<>();
    for (Size3 volume : List.of(new Size3(9, 7, 5), new Size3(6, 5, 4))) {
      int starts = (volume.x() - 3) * (volume.y() - 2) * (volume.z() - 1);
      for (int x = 0; x <= volume.x() - 4; x++) {
        for (int y = 0; y <= volume.y() - 3; y++) {
          for (int z = 0; z <= volume.z() - 2; z++) {
            String name = volume.x() == 9 ? "case0" : "case1";
            shares.put(name + new Index3(x, y, z), 1.0 / starts);
          }
        }
      }
    }
    // Shorter than the patch along y: in the centre on all axes, (4, 1, 2) − (2, 1, 1).
    shares.put("case2" + new Index3(2, 0, 1), 1.0);
    Map<String, Integer> counts = new TreeMap<>();
    for (PatchRequest one : uniform(20_000).requests()) {
      counts.merge(one.caseName() + one.corner(), 1, Integer::sum);
      assertFalse(one.positive());
      assertEquals("uniform", one.stratum());
    }
    assertLike(shares, counts);
  }

  @Test
  void boxesThatHoldForegroundSaySo() {
    Map<String, CaseForeground> foreground = new HashMap<>();
    POOL.cases().forEach(one -> foreground.put(one.caseName(), one.foreground()));
    int some = 0;
    int none = 0;
    for (PatchRequest one : uniform(2_000).requests()) {
      boolean holds = holdsAVoxel(foreground.get(one.caseName()), one.corner());
      assertEquals(holds, one.foreground(), one::toString);
      some += holds ? 1 : 0;
      none += holds ? 0 : 1;
    }
    assertTrue(some > 100 && none > 100, some + " with, " + none + " without");
  }

  private static boolean holdsAVoxel(CaseForeground of, Index3 corner) {
    return Stream.concat(of.instances().stream(), Stream.of(of.others()))
        .anyMatch(
            voxels -> {
              for (long rank = 0; rank < voxels.size(); rank++) {
                Index3 at = voxels.get(rank);
                int x = at.x() - corner.x();
                int y = at.y() - corner.y();
                int z = at.z() - corner.z();
                if (0 <= x && x < 4 && 0 <= y && y < 3 && 0 <= z && z < 2) {
                  return true;
                }
              }
              return false;
            });
  }

  @Test
  void positivesAlwaysHoldForegroundAndTheirInstance() {
    for (PatchRequest one : plan(Sampler.VOXEL, 1_000).requests()) {
      if (one.positive()) {
        assertTrue(one.foreground());
        CaseSite at = POOL.cases().get(one.source());
        Set<Index3> voxels = new HashSet<>();
        for (long i = 0; i < at.foreground().instances().get(one.instanceId() - 1).size(); i++) {
          voxels.add(at.foreground().instances().get(one.instanceId() - 1).get(i));
        }
        assertTrue(voxels.contains(centre(one)), one::toString);
      }
    }
  }

  @Test
  void exposureTellsHowOftenLesionsAndCasesAreDrawn() {
    for (Sampler sampler : List.of(Sampler.TUMOUR, Sampler.VOXEL)) {
      EpochPlan plan = plan(sampler, 40_000);
      Draws draws = new Draws(sampler, OptionalInt.of(4_000), 0.5);
      double[] expected = DrawExposure.ofPositives(POOL, draws, 40_000);
      assertEquals(20_000, Arrays.stream(expected).sum(), 1e-6);
      Map<Integer, Double> shares = new TreeMap<>();
      Map<Integer, Integer> counts = new TreeMap<>();
      for (int site = 0; site < expected.length; site++) {
        shares.put(site, expected[site]);
      }
      for (int ordinal = 0; ordinal < 40_000; ordinal++) {
        if (plan.site(ordinal) < expected.length) {
          counts.merge(plan.site(ordinal), 1, Integer::sum);
        }
      }
      assertLike(shares, counts);
      assertEquals(
          List.of(30_000.0, 0.0, 10_000.0),
          Arrays.stream(DrawExposure.ofCases(POOL, draws, 40_000)).boxed().toList());
    }
    Draws uniform = new Draws(Sampler.UNIFORM, OptionalInt.of(1), 0.5);
    assertEquals(0, Arrays.stream(DrawExposure.ofPositives(POOL, uniform, 30)).sum());
    assertEquals(
        List.of(10.0, 10.0, 10.0),
        Arrays.stream(DrawExposure.ofCases(POOL, uniform, 30)).boxed().toList());
  }
}
