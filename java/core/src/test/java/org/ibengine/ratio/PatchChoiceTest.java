package org.ibengine.ratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.ibengine.ratio.PatchRules.Breach;
import org.ibengine.ratio.PatchRules.Rule;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class PatchChoiceTest {
  private static final long ANY = Long.MAX_VALUE;

  private static PatchCandidate size(Size3 size, int fit, double mean, TargetWindows target) {
    UniformRatios uniform =
        new UniformRatios(1, 1, 0.5, 0, 0, 1, 0, List.of(0.5, 0.5, 0.5, 0.5, 0.5));
    Containment held = new Containment(fit, 100, 1, List.of(), List.of());
    Means jitter = new Means(100 * mean, 100, mean, mean, List.of());
    PatchRatios ratios =
        new PatchRatios(
            size, 9, uniform, held, Optional.of(jitter), Optional.empty(), Optional.empty(), 0);
    return new PatchCandidate(
        PatchExtent.ofVoxels(size), ratios, 10 * size.voxels(), Optional.ofNullable(target));
  }

  private static PatchCandidate cube(int side, int fit, double mean) {
    return size(new Size3(side, side, side), fit, mean, null);
  }

  private static TargetWindows windows(long inRange, long withForeground) {
    return new TargetWindows(0, 1, 50, withForeground, inRange, 0.1, 0.2, 1, 1);
  }

  @Test
  void theLargestThatKeepsTheRulesIsRecommended() {
    List<PatchCandidate> sizes = List.of(cube(4, 99, 0.3), cube(8, 100, 0.1), cube(6, 99, 0.2));
    PatchChoice choice = PatchChoice.of(new PatchRules(ANY, 0.99, 0, 0.95), sizes);
    assertEquals(Optional.of(sizes.get(1)), choice.recommended());
    choice = PatchChoice.of(new PatchRules(10 * 216, 0.99, 0, 0.95), sizes);
    assertEquals(Optional.of(sizes.get(2)), choice.recommended());
    assertEquals(
        Optional.of(new Breach(Rule.MEMORY, 5120, 2160)), choice.firstBreach(sizes.get(1)));
    choice = PatchChoice.of(new PatchRules(ANY, 0.99, 0.3, 0.95), sizes);
    assertEquals(Optional.of(sizes.get(0)), choice.recommended());
  }

  @Test
  void amongEqualVoxelsTheLargerInstanceMeanIsRecommended() {
    List<PatchCandidate> sizes =
        List.of(
            size(new Size3(2, 4, 8), 100, 0.1, null),
            size(new Size3(4, 4, 4), 100, 0.2, null),
            size(new Size3(8, 4, 2), 100, 0.15, null));
    PatchChoice choice = PatchChoice.of(new PatchRules(ANY, 0.99, 0, 0.95), sizes);
    assertEquals(Optional.of(sizes.get(1)), choice.recommended());
  }

  @Test
  void rulesAreLookedAtInTheirOrder() {
    PatchCandidate size = size(new Size3(4, 4, 4), 50, 0.1, windows(1, 2));
    List<Rule> broken =
        new PatchRules(639, 0.99, 0.2, 0.95).breaches(size).stream().map(Breach::rule).toList();
    assertEquals(List.of(Rule.MEMORY, Rule.CONTAINMENT, Rule.RATIO, Rule.IN_RANGE), broken);
    assertTrue(new PatchRules(640, 0.5, 0.1, 0.5).breaches(size).isEmpty(), "limits are kept");
  }

  @Test
  void aTargetWithoutForegroundIsInNoRange() {
    PatchCandidate size = size(new Size3(4, 4, 4), 100, 0.1, windows(0, 0));
    assertEquals(1, new PatchRules(ANY, 0.99, 0, 0.95).breaches(size).size());
  }

  @Test
  void ifNoneKeepsTheRulesTheOneThatMissesLeastIsNearest() {
    List<PatchCandidate> sizes = List.of(cube(4, 60, 0.3), cube(6, 80, 0.2), cube(8, 90, 0.1));
    // shortfalls of containment and memory: 0.39 and none, 0.19 and 0.08, 0.09 and 1.56
    PatchChoice choice = PatchChoice.of(new PatchRules(2000, 0.99, 0, 0.95), sizes);
    assertEquals(Optional.empty(), choice.recommended());
    assertEquals(sizes.get(1), choice.nearest());
  }
}
