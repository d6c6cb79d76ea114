package org.ibengine.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ibengine.volume.Size3;

/** What patches hold in several cases together. */
final class RatioTally {
  private RatioTally() {}

  /**
   * Instances count once each, wherever they are; draws of voxels as their case has instances.
   *
   * @param cases at least one, of one size
   * @param uniform of all their placements
   */
  static PatchRatios of(List<PatchRatios> cases, UniformRatios uniform) {
    List<PatchRatios> both = cases.stream().filter(item -> item.background().isPresent()).toList();
    double weight = both.stream().mapToLong(item -> item.instances().instances()).sum();
    double zero =
        both.stream()
            .mapToDouble(item -> item.backgroundZeroShare() * item.instances().instances())
            .sum();
    return new PatchRatios(
        largest(cases),
        cases.stream().mapToLong(PatchRatios::voxels).sum(),
        uniform,
        containment(cases.stream().map(PatchRatios::instances).toList()),
        jitter(cases.stream().flatMap(item -> item.jitter().stream()).toList()),
        byInstances(cases, PatchRatios::voxel),
        byInstances(cases, PatchRatios::background),
        zero / weight);
  }

  private static Size3 largest(List<PatchRatios> cases) {
    int[] most =
        IntStream.range(0, 3)
            .map(axis -> cases.stream().mapToInt(item -> item.size().get(axis)).max().orElseThrow())
            .toArray();
    return new Size3(most[0], most[1], most[2]);
  }

  private static Containment containment(List<Containment> cases) {
    return new Containment(
        cases.stream().mapToLong(Containment::instancesThatFit).sum(),
        cases.stream().mapToLong(Containment::instances).sum(),
        cases.stream().mapToDouble(Containment::sumOfShares).sum(),
        cases.stream().flatMap(item -> item.firstPlacements().stream()).limit(Means.FIRST).toList(),
        cases.stream().flatMap(item -> item.tooLong().stream()).toList());
  }

  private static Optional<Means> jitter(List<Means> cases) {
    if (cases.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Means(
            cases.stream().mapToDouble(Means::sum).sum(),
            cases.stream().mapToDouble(Means::weight).sum(),
            cases.stream().mapToDouble(Means::min).min().orElseThrow(),
            cases.stream().mapToDouble(Means::max).max().orElseThrow(),
            cases.stream().flatMap(one -> one.first().stream()).limit(Means.FIRST).toList()));
  }

  private static Optional<Means> byInstances(
      List<PatchRatios> cases, Function<PatchRatios, Optional<Means>> draw) {
    double sum = 0;
    double weight = 0;
    List<Means> drawn = new ArrayList<>();
    for (PatchRatios item : cases) {
      long instances = item.instances().instances();
      if (instances > 0 && draw.apply(item).isPresent()) {
        drawn.add(draw.apply(item).get());
        sum += instances * drawn.get(drawn.size() - 1).mean();
        weight += instances;
      }
    }
    if (drawn.isEmpty()) {
      return Optional.empty();
    }
    double least = drawn.stream().mapToDouble(Means::min).min().orElseThrow();
    double most = drawn.stream().mapToDouble(Means::max).max().orElseThrow();
    return Optional.of(new Means(sum, weight, least, most, List.of()));
  }
}
