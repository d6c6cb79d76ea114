package org.ibengine.ratio;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ibengine.ratio.PatchRules.Breach;

/**
 * Which of several sizes is recommended: of those that break no rule the one with most voxels, and
 * among several of these the one with the largest mean ratio of instance patches. Immutable.
 *
 * @param candidates all sizes, in the order asked for
 * @param recommended empty if every size breaks a rule
 * @param nearest the recommended one, else the one whose largest shortfall is the least; of several
 *     the one with most voxels
 */
public record PatchChoice(
    PatchRules rules,
    List<PatchCandidate> candidates,
    Optional<PatchCandidate> recommended,
    PatchCandidate nearest) {
  private static final Comparator<PatchCandidate> SIZE =
      Comparator.comparingLong(PatchCandidate::voxels)
          .thenComparingDouble(PatchCandidate::instanceMean);

  public PatchChoice {
    candidates = List.copyOf(candidates);
  }

  /**
   * Chooses.
   *
   * @param candidates at least one
   */
  public static PatchChoice of(PatchRules rules, List<PatchCandidate> candidates) {
    Optional<PatchCandidate> best =
        candidates.stream().filter(size -> rules.breaches(size).isEmpty()).max(SIZE);
    Comparator<PatchCandidate> miss =
        Comparator.comparingDouble(size -> -shortfall(rules.breaches(size)));
    PatchCandidate nearest =
        best.orElseGet(() -> candidates.stream().max(miss.thenComparing(SIZE)).orElseThrow());
    return new PatchChoice(rules, candidates, best, nearest);
  }

  private static double shortfall(List<Breach> breaches) {
    return breaches.stream().mapToDouble(Breach::shortfall).max().orElse(0);
  }

  /** The first rule that the size breaks. */
  public Optional<Breach> firstBreach(PatchCandidate size) {
    return rules.breaches(size).stream().findFirst();
  }
}
