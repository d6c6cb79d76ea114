package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.label.Instance;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class BalanceTest {
  /** Instances of 10, 100 and 1000 voxels; the first two in case 0. */
  private static final List<PositiveSite> SITES =
      List.of(
          Pools.site(
              0,
              1,
              new Size3(99, 99, 99),
              Pools.box(0, 0, 0, 10, 1, 1),
              Pools.box(0, 0, 0, 10, 1, 1)),
          Pools.site(
              0,
              2,
              new Size3(99, 99, 99),
              Pools.box(0, 0, 0, 10, 10, 1),
              Pools.box(0, 0, 0, 10, 10, 1)),
          Pools.site(
              1,
              1,
              new Size3(99, 99, 99),
              Pools.box(0, 0, 0, 10, 10, 10),
              Pools.box(0, 0, 0, 10, 10, 10)));

  @Test
  void byInstanceAllAppearEquallyOften() {
    assertArrayEquals(new double[] {2, 2, 2}, Balance.INSTANCE.exposure(SITES, 2));
  }

  @Test
  void bySizeWithExponentOneTheyAppearAsRandomForegroundVoxelsDo() {
    double[] exposure = new Balance(Balance.Kind.SIZE, 1).exposure(SITES, 1);
    assertArrayEquals(new double[] {3 * .00900901, 3 * .0900901, 3 * .9009009}, exposure, 1e-6);
  }

  @Test
  void byCaseWithExponentOneAllCasesAppearEquallyOften() {
    assertArrayEquals(
        new double[] {.75, .75, 1.5}, new Balance(Balance.Kind.CASE, 1).exposure(SITES, 1), 1e-12);
  }

  @Test
  void byClassWithExponentOneAllClassesAppearEquallyOften() {
    List<PositiveSite> sites =
        List.of(
            named(SITES.get(0), "core"), named(SITES.get(1), "edge"), named(SITES.get(2), "core"));
    assertArrayEquals(
        new double[] {.75, 1.5, .75}, new Balance(Balance.Kind.CLASS, 1).exposure(sites, 1), 1e-12);
    assertArrayEquals(
        new double[] {1, 1, 1}, new Balance(Balance.Kind.CLASS, 1).exposure(SITES, 1), 1e-12);
  }

  private static PositiveSite named(PositiveSite site, String lesionClass) {
    Instance from = site.instance();
    Instance named =
        new Instance(
            from.id(), from.voxels(), from.box(), from.centroid(), from.anchors(), lesionClass);
    return new PositiveSite(site.source(), site.caseName(), site.volume(), named, site.box());
  }

  @Test
  void whatAnEpochShowsDiffersFromThePredictionByLessThanOneAndMeetsItOnAverage() {
    Balance balance = new Balance(Balance.Kind.SIZE, -0.5);
    double[] predicted = balance.exposure(SITES, 4);
    PlanOptions options =
        new PlanOptions(
            new Size3(8, 6, 4), 1, 0, 4, Placement.REFERENCE, Augmentation.NONE, balance, false);
    Planner planner = new Planner(new PatchPool(SITES, List.of()), options);
    double[] total = new double[3];
    int epochs = 400;
    for (int epoch = 0; epoch < epochs; epoch++) {
      List<PatchRequest> requests = new ArrayList<>(planner.training(3, epoch).requests());
      assertEquals(12, requests.size());
      for (int site = 0; site < 3; site++) {
        String caseName = SITES.get(site).caseName();
        int id = SITES.get(site).instance().id();
        long shown =
            requests.stream()
                .filter(r -> r.caseName().equals(caseName) && r.instanceId() == id)
                .count();
        assertTrue(Math.abs(shown - predicted[site]) < 1, shown + " against " + predicted[site]);
        total[site] += shown;
      }
    }
    for (int site = 0; site < 3; site++) {
      assertEquals(predicted[site], total[site] / epochs, 0.1);
    }
  }
}
