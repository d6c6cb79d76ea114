package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochPlanTest {
  private static final Size3 VOLUME = new Size3(20, 21, 22);
  private static final int MILLION = 1_000_000;

  private static PositiveSite positive(int source) {
    return Pools.site(source, 1, VOLUME, Pools.box(3, 4, 5, 6, 6, 7), Pools.box(0, 1, 3, 8, 7, 7));
  }

  private static NegativeSite negative(int source) {
    return new NegativeSite(source, "case" + source, VOLUME, new Index3(source, 0, 0));
  }

  private static PlanOptions options(int globalBatch, Balance.Kind kind, boolean evenBatches) {
    return new PlanOptions(
        new Size3(8, 6, 4),
        globalBatch,
        1,
        1,
        Placement.JITTER,
        Augmentation.STANDARD,
        new Balance(kind, 1),
        evenBatches);
  }

  /** Of validation, whose order is that of the pool: sources 4, 9, 2, 7, then fillers 4, 9. */
  private static EpochPlan validation() {
    PatchPool pool =
        new PatchPool(List.of(positive(4), positive(9)), List.of(negative(2), negative(7)));
    return new Planner(pool, options(6, Balance.Kind.INSTANCE, false)).validation();
  }

  @Test
  void sitesAreThoseOfThePoolAndTheFirstComeAgainAsFiller() {
    EpochPlan plan = validation();
    assertEquals(6, plan.requests().size());
    int[] sites = new int[6];
    boolean[] filler = new boolean[6];
    for (int ordinal = 0; ordinal < 6; ordinal++) {
      sites[ordinal] = plan.site(ordinal);
      filler[ordinal] = plan.filler(ordinal);
      assertEquals(filler[ordinal], plan.requests().get(ordinal).filler());
    }
    assertArrayEquals(new int[] {0, 1, 2, 3, 0, 1}, sites);
    assertArrayEquals(new boolean[] {false, false, false, false, true, true}, filler);
  }

  @Test
  void sourcesComeInTheOrderOfTheRequestsOfOneRank() {
    EpochPlan plan = validation();
    assertArrayEquals(new int[] {4, 9, 2, 7, 4, 9}, plan.sources(0, 0, 1).toArray());
    assertArrayEquals(new int[] {2, 7}, plan.sources(0, 1, 3).toArray());
    assertArrayEquals(new int[] {}, plan.sources(1, 1, 3).toArray());
  }

  @Test
  void sourcesOfLaterStepsLeaveOutThoseBefore() {
    PatchPool pool =
        new PatchPool(List.of(positive(4), positive(9)), List.of(negative(2), negative(7)));
    EpochPlan plan = new Planner(pool, options(2, Balance.Kind.INSTANCE, false)).validation();
    assertArrayEquals(new int[] {4, 2}, plan.sources(0, 0, 2).toArray());
    assertArrayEquals(new int[] {7}, plan.sources(1, 1, 2).toArray());
  }

  @Test
  void aRequestIsTheSameHoweverOftenAndInWhateverOrderItIsDrawn() {
    PatchPool pool = Pools.random(8, 4, 3);
    EpochPlan plan = new Planner(pool, options(3, Balance.Kind.INSTANCE, false)).training(5, 1);
    List<PatchRequest> first = List.copyOf(plan.requests());
    for (int ordinal = first.size() - 1; ordinal >= 0; ordinal--) {
      assertEquals(first.get(ordinal), plan.requests().get(ordinal));
    }
  }

  @Test
  void aRankThatDoesNotExistAndSharesThatDifferAreRefused() {
    EpochPlan plan = validation();
    String rank =
        assertThrows(IllegalArgumentException.class, () -> plan.batch(0, 2, 2)).getMessage();
    assertEquals("rank must be in [0, world size 2), was 2", rank);
    String share =
        assertThrows(IllegalArgumentException.class, () -> plan.sources(0, 0, 4)).getMessage();
    assertEquals("a global batch of 6 cannot be shared by 4 ranks", share);
  }

  @ParameterizedTest
  @CsvSource({
    "INSTANCE, false",
    "INSTANCE, true",
    "CASE, false",
    "CASE, true",
    "SIZE, false",
    "SIZE, true"
  })
  void aPlanOfAMillionInstancesAndAMillionWindowsTakesLessThan20MegabytesInAll(
      Balance.Kind kind, boolean evenBatches) {
    PatchPool pool =
        new PatchPool(
            Collections.nCopies(MILLION, positive(4)), Collections.nCopies(MILLION, negative(2)));
    Planner planner = new Planner(pool, options(8, kind, evenBatches));
    planner.trainingSteps();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    EpochPlan plan = planner.training(3, 0);
    long taken = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertEquals(2 * MILLION / 8, plan.steps());
    assertTrue(taken < 20 * MILLION, "allocated " + taken);
  }
}
