package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.ibengine.dataset.BackgroundCheck;
import org.ibengine.dataset.FalseAlarmCounts;
import org.ibengine.error.DatasetMismatchException;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.BodyRule;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.Layout;
import org.ibengine.plan.NegativeSite;
import org.ibengine.plan.Negatives;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Background that is body, compared with a loop over the voxels of each window. */
class NegativesBodyTest {
  private static final Size3 PATCH = RandomCases.PATCH;

  @TempDir static Path folder;
  private static Path dataset;
  private static Path without;
  private static final Map<String, BodyEstimate> BODIES = new HashMap<>();

  @BeforeAll
  static void prepare() {
    RandomCases cases = new RandomCases(13, 4);
    dataset = cases.dataset().body(BodyRule.from(750)).prepare(folder, Layout.VOLUMES);
    without = cases.dataset().prepare(folder.resolve("without"), Layout.VOLUMES);
    for (CaseIndex item : DatasetReader.open(dataset).index().cases()) {
      BODIES.put(item.name(), item.body().orElseThrow());
    }
  }

  private static boolean isBody(BodyEstimate body, int x, int y, int z) {
    Size3 grid = body.blocks().grid();
    Size3 block = body.block();
    long index = ((long) z / block.z() * grid.y() + y / block.y()) * grid.x() + x / block.x();
    boolean[] found = {false};
    body.blocks().forEachRun((begin, end) -> found[0] |= index >= begin && index < end);
    return found[0];
  }

  private static double share(NegativeSite site) {
    Index3 corner = site.corner();
    int count = 0;
    for (int z = corner.z(); z < corner.z() + PATCH.z(); z++) {
      for (int y = corner.y(); y < corner.y() + PATCH.y(); y++) {
        for (int x = corner.x(); x < corner.x() + PATCH.x(); x++) {
          count += isBody(BODIES.get(site.caseName()), x, y, z) ? 1 : 0;
        }
      }
    }
    return (double) count / PATCH.voxels();
  }

  private static EngineOptions options(Negatives negatives) {
    return RandomCases.options(negatives);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grid", "anywhere", "ring:2-12"})
  void windowsWithLessBodyThanAskedForAreLeftOutAndCounted(String parts) {
    Negatives all = Negatives.parse(parts).minBody(0);
    try (IbEngine every = IbEngine.open(dataset, options(all));
        IbEngine half = IbEngine.open(dataset, options(all.minBody(0.5)))) {
      long expected =
          every.pool().negatives().stream().filter(site -> share(site) >= 0.5 - 1e-9).count();
      long total = every.pool().negatives().count();
      assertTrue(expected > 0 && expected < total, expected + " of " + total);
      assertEquals(expected, half.pool().negatives().count());
      assertTrue(half.pool().negatives().stream().allMatch(site -> share(site) >= 0.5 - 1e-9));
      assertEquals(
          new BackgroundCheck(total - expected, 0, FalseAlarmCounts.NONE), half.backgroundCheck());
      assertEquals(BackgroundCheck.NONE, every.backgroundCheck());
    }
  }

  @Test
  void withoutAnythingSaidWindowsOfAirAreLeftOutAndNoneWithZero() {
    String old;
    try (IbEngine engine = IbEngine.open(without, options(Negatives.GRID.minBody(0)));
        Epoch epoch = engine.epoch(1)) {
      old = epoch.token();
    }
    try (IbEngine engine = IbEngine.open(dataset, options(Negatives.GRID.minBody(0)));
        Epoch epoch = engine.epoch(1)) {
      assertEquals(old, epoch.token()); // of the pool as it always was
    }
    try (IbEngine engine = IbEngine.open(dataset, options(Negatives.GRID));
        Epoch epoch = engine.epoch(1)) {
      assertTrue(engine.backgroundCheck().leftOut() > 0);
      assertTrue(engine.pool().negatives().stream().allMatch(site -> share(site) >= 0.01));
      assertNotEquals(old, epoch.token());
    }
  }

  @Test
  void casesWithoutAnEstimateHaveTheOldPoolUnlessAShareIsAskedFor() {
    try (IbEngine engine = IbEngine.open(without, options(Negatives.GRID))) {
      assertEquals(new BackgroundCheck(0, 4, FalseAlarmCounts.NONE), engine.backgroundCheck());
    }
    String message =
        assertThrows(
                DatasetMismatchException.class,
                () -> IbEngine.open(without, options(Negatives.GRID.minBody(0.1))))
            .getMessage();
    assertTrue(message.contains("case case0 has none; run ib prepare with --force"), message);
  }

  @Test
  void bothLayoutsLeaveTheSameWindowsOutAndTellTheSameShares() {
    EngineOptions options = EngineOptions.defaults().backend("reference");
    Set<Long> left = new HashSet<>();
    Set<StratumCount.Quantiles> shares = new HashSet<>();
    for (Layout layout : Layout.values()) {
      Path of =
          new RandomCases(13, 4)
              .dataset()
              .body(BodyRule.from(750))
              .prepare(folder.resolve("both-" + layout), layout);
      try (IbEngine all = IbEngine.open(of, options.negatives(Negatives.GRID.minBody(0)));
          IbEngine some = IbEngine.open(of, options.negatives(Negatives.GRID.minBody(0.6)))) {
        long fewer = all.pool().negatives().count() - some.pool().negatives().count();
        assertEquals(new BackgroundCheck(fewer, 0, FalseAlarmCounts.NONE), some.backgroundCheck());
        left.add(fewer);
        try (Epoch epoch = some.epoch(1)) {
          shares.add(epoch.ledger().strata().get("grid").bodyShare().orElseThrow());
        }
      }
    }
    assertEquals(1, shares.size(), shares.toString());
    assertTrue(left.size() == 1 && !left.contains(0L), "left out " + left);
  }

  @Test
  void theLedgerTellsStrataDistancesAndShares() {
    RandomCases cases = new RandomCases(13, 4);
    Negatives negatives = Negatives.parse("ring:2-9:0.5,grid:0.5");
    try (IbEngine engine = IbEngine.open(dataset, options(negatives));
        Epoch epoch = engine.epoch(7)) {
      epoch.next();
      Map<String, StratumCount> strata = epoch.ledger().strata();
      for (String label : new String[] {"ring", "grid"}) {
        StratumCount count = strata.get(label);
        double[] distances =
            sorted(
                epoch,
                label,
                site -> RandomCases.distance(cases.of(site.caseName()), site.corner()));
        double[] shares = sorted(epoch, label, NegativesBodyTest::share);
        assertEquals(distances.length, count.planned());
        assertEquals(Math.min(count.pool(), count.planned()), count.distinct());
        StratumCount.Quantiles mm = count.distanceMm().orElseThrow();
        assertEquals(distances[0], mm.min(), 1e-9);
        assertEquals(distances[distances.length - 1], mm.max(), 1e-9);
        assertEquals(median(distances), mm.median(), 1e-9);
        StratumCount.Quantiles body = count.bodyShare().orElseThrow();
        assertEquals(shares[0], body.min(), 1e-9);
        assertEquals(Arrays.stream(shares).average().orElseThrow(), body.mean(), 1e-9);
      }
      int delivered = strata.values().stream().mapToInt(StratumCount::delivered).sum();
      assertEquals(
          epoch.ledger().negatives().values().stream().mapToInt(Ledger.Count::delivered).sum(),
          delivered);
      assertTrue(delivered > 0 && delivered < 50, "delivered " + delivered);
    }
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double[] sorted(Epoch epoch, String label, ToDoubleFunction<NegativeSite> of) {
    return epoch.plan().requests().stream()
        .filter(request -> request.stratum().equals(label) && !request.filler())
        .mapToDouble(request -> of.applyAsDouble(epoch.plan().window(request.ordinal()).site()))
        .sorted()
        .toArray();
  }
}
