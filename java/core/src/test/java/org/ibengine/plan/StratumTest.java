package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.plan.FalseAlarms.Order;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What epochs show of a stratum, compared with epochs that are drawn. */
class StratumTest {
  private static final int WINDOWS = 60;

  private static Stratum stratum(Order order) {
    List<Index3> corners =
        IntStream.range(0, WINDOWS).mapToObj(i -> new Index3(i, i % 7, i % 5)).toList();
    List<Double> scores = IntStream.range(0, WINDOWS).mapToObj(i -> 1.0 / (1 + i % 20)).toList();
    NegativeSites sites =
        new NegativeSites(
            List.of(
                new NegativeSites.OfSource(
                    0, "a", new Size3(90, 90, 90), Corners.scored(corners, scores))));
    return new Stratum("hard", 1, sites, order);
  }

  /** On average over many series of epochs. */
  private static double drawn(Stratum stratum, int perEpoch, int epochs) {
    int series = 300;
    double shown = 0;
    for (int seed = 0; seed < series; seed++) {
      BitSet seen = new BitSet();
      for (int epoch = 0; epoch < epochs; epoch++) {
        RandomStreams streams = RandomStreams.of(new EpochId.Training(seed, epoch));
        NumberDraw draw =
            NumberDraw.of(stratum, perEpoch, streams.of(RandomStreams.Purpose.STRATUM_CHOICE, 0));
        for (int i = 0; i < perEpoch; i++) {
          seen.set((int) draw.next());
        }
      }
      shown += (double) seen.cardinality() / WINDOWS / series;
    }
    return shown;
  }

  @ParameterizedTest
  @CsvSource({
    "UNIFORM,12,1,0.2",
    "UNIFORM,12,10,0.8926",
    "CONFIDENT,12,1,0.2",
    "CONFIDENT,12,10,0.2",
    "WEIGHT,12,1,0.2",
    "WEIGHT,12,10,0.77",
    "WEIGHT,59,2,0.99",
    "WEIGHT,60,1,1",
    "UNIFORM,90,3,1",
    "CONFIDENT,90,1,1"
  })
  void asManyWindowsAreShownAsIsForetold(Order order, int perEpoch, int epochs, double about) {
    Stratum stratum = stratum(order);
    double foretold = stratum.shownAfter(perEpoch, epochs);
    assertEquals(drawn(stratum, perEpoch, epochs), foretold, 0.01);
    assertEquals(about, foretold, 0.02);
  }

  @Test
  void ofNoWindowsNothingIsShown() {
    for (Order order : Order.values()) {
      Stratum none = new Stratum("hard", 1, new NegativeSites(List.of()), order);
      assertEquals(0, none.shownAfter(5, 10));
      assertEquals(0, stratum(order).shownAfter(0, 10));
    }
  }

  @Test
  void strataWithoutWindowsLeaveTheirShareToTheOthers() {
    NegativeSites some = stratum(Order.UNIFORM).sites();
    NegativeSites none = new NegativeSites(List.of());
    Strata strata =
        new Strata(
            List.of(
                new Stratum("hard", 0.6, none),
                new Stratum("grid", 0.1, some),
                new Stratum("anywhere", 0.3, some)));
    List<Stratum> left = strata.withWindows().all();
    assertEquals(List.of("grid", "anywhere"), left.stream().map(Stratum::label).toList());
    assertEquals(0.25, left.get(0).share(), 1e-12);
    assertEquals(0.75, left.get(1).share(), 1e-12);
    Strata empty = Strata.grid(none);
    assertTrue(empty == empty.withWindows() && empty.lacksWindows());
  }
}
