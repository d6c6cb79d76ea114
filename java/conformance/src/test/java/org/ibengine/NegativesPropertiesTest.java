package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.ibengine.index.Layout;
import org.ibengine.plan.NegativePart;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.PatchRequest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every epoch, whatever the cases and the parts of the background. */
class NegativesPropertiesTest {
  @TempDir Path folder;

  private static Negatives negatives(Random random) {
    double ring = 0.1 + 0.4 * random.nextDouble();
    double grid = 0.1 + 0.3 * random.nextDouble();
    double min = 2 + 2 * random.nextDouble();
    double max = min + 6 + 6 * random.nextDouble();
    Negatives made =
        Negatives.GRID.parts(
            List.of(
                new NegativePart(NegativePart.Kind.RING, min, max, ring),
                NegativePart.of(NegativePart.Kind.GRID, grid),
                NegativePart.of(NegativePart.Kind.ANYWHERE, 1 - ring - grid)));
    return random.nextBoolean() ? made : made.minDistanceMm(3 * random.nextDouble());
  }

  private static List<PatchRequest> background(Epoch epoch) {
    return epoch.plan().requests().stream()
        .filter(request -> !request.positive() && !request.filler())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void noForegroundDistancesQuotasRoundsRanksAndResuming(long seed) {
    Random random = new Random(seed);
    RandomCases cases = new RandomCases(seed, 3);
    Path dataset = cases.dataset().prepare(folder, Layout.VOLUMES);
    Negatives negatives = negatives(random);
    EngineOptions options =
        RandomCases.options(negatives).negativesPerPositive(40 + random.nextInt(20)).batchSize(16);
    String seen = "seed " + seed + ": " + negatives;
    try (IbEngine engine = IbEngine.open(dataset, options);
        Epoch epoch = engine.epoch(seed, 1)) {
      List<PatchRequest> drawn = background(epoch);
      drawn.forEach(request -> requireAllowed(cases, negatives, request, seen));
      requireQuotasAndRounds(engine, drawn, seen);
      requireSameOnRanksAndAfterResuming(dataset, options, epoch, seen);
    }
  }

  private static void requireAllowed(
      RandomCases cases, Negatives negatives, PatchRequest request, String seen) {
    NegativePart ring = negatives.parts().get(0);
    assertEquals(0, RandomCases.foreground(cases.of(request.caseName()), request.corner()), seen);
    double mm = RandomCases.distance(cases.of(request.caseName()), request.corner());
    assertTrue(mm >= negatives.minDistanceMm() - 1e-6, seen);
    assertTrue(
        !request.stratum().equals("ring") || mm >= ring.minMm() - 1e-6 && mm <= ring.maxMm() + 1e-6,
        seen + request);
  }

  private static void requireQuotasAndRounds(
      IbEngine engine, List<PatchRequest> drawn, String seen) {
    int[] quotas = engine.pool().negatives().quotas(drawn.size());
    for (int i = 0; i < quotas.length; i++) {
      String label = engine.pool().negatives().all().get(i).label();
      long pool = engine.pool().negatives().all().get(i).sites().count();
      Map<String, Integer> counts = new HashMap<>();
      for (PatchRequest request : drawn) {
        if (request.stratum().equals(label)) {
          counts.merge(request.caseName() + request.corner(), 1, Integer::sum);
        }
      }
      assertEquals(quotas[i], counts.values().stream().mapToInt(Integer::intValue).sum(), seen);
      assertEquals(Math.min(pool, quotas[i]), counts.size(), seen);
      Map<Integer, Integer> rounds = new TreeMap<>();
      counts.values().forEach(count -> rounds.merge(count, 1, Integer::sum));
      assertTrue(rounds.size() <= 2, seen + rounds);
    }
  }

  private static void requireSameOnRanksAndAfterResuming(
      Path dataset, EngineOptions options, Epoch epoch, String seen) {
    List<PatchRequest> all = List.copyOf(epoch.plan().requests());
    epoch.next();
    String state = epoch.state();
    List<BatchItem> next = List.copyOf(epoch.next().items());
    for (int ranks : new int[] {2, 8}) {
      List<BatchItem> together = new ArrayList<>();
      for (int rank = 0; rank < ranks; rank++) {
        try (IbEngine engine =
                IbEngine.open(dataset, options.batchSize(16 / ranks).rank(rank, ranks));
            Epoch ofRank = engine.resume(state)) {
          assertEquals(all, List.copyOf(ofRank.plan().requests()), seen);
          together.addAll(ofRank.next().items());
        }
      }
      assertEquals(next, together, seen);
    }
  }
}
