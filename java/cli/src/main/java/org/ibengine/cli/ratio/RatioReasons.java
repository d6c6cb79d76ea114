package org.ibengine.cli.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ibengine.ratio.PatchCandidate;
import org.ibengine.ratio.PatchChoice;
import org.ibengine.ratio.PatchRatios;
import org.ibengine.ratio.PatchRules;
import org.ibengine.ratio.PatchRules.Breach;
import org.ibengine.ratio.PatchRules.Rule;
import org.ibengine.ratio.TargetWindows;
import org.ibengine.text.Text;

/** Why a size is recommended, and why no larger one is: a sentence each. */
final class RatioReasons {
  private final PatchChoice choice;

  RatioReasons(RatioReport report) {
    this.choice = report.choice();
  }

  /** The chosen size first, then each larger one in ascending order. */
  List<String> all() {
    List<String> reasons = new ArrayList<>();
    reasons.add(chosen());
    choice.candidates().stream()
        .filter(size -> size != choice.nearest())
        .filter(size -> choice.recommended().isEmpty() || isLarger(size))
        .map(this::against)
        .forEach(reasons::add);
    return reasons;
  }

  private boolean isLarger(PatchCandidate size) {
    return size.voxels() >= choice.nearest().voxels();
  }

  private String chosen() {
    PatchCandidate size = choice.nearest();
    List<Breach> broken = choice.rules().breaches(size);
    String name = name(size);
    if (broken.isEmpty()) {
      return name + " keeps every rule: " + values(size);
    }
    return Text.format(
        "%s misses least, but breaks %s: %s",
        name,
        broken.stream().map(breach -> breach.rule().label()).collect(Collectors.joining(" and ")),
        values(size));
  }

  /** What a size is called: what was asked for, and the voxels of mm. */
  static String name(PatchCandidate size) {
    return size.extent().inMm()
        ? Text.format("%s (%s voxels)", size.extent().text(), voxels(size.ratios()))
        : size.extent().text();
  }

  static String voxels(PatchRatios ratios) {
    return Text.format("%d,%d,%d", ratios.size().x(), ratios.size().y(), ratios.size().z());
  }

  private String values(PatchCandidate size) {
    PatchRules rules = choice.rules();
    PatchRatios ratios = size.ratios();
    String memory =
        rules.mostBytes() == Long.MAX_VALUE
            ? "no limit"
            : Text.format("at most %,d", rules.mostBytes());
    return Text.format(
        "%s %,d (%s), %s %s (at least %s), %s %s (at least %s)%s",
        Rule.MEMORY.label(),
        size.bytes(),
        memory,
        Rule.CONTAINMENT.label(),
        Text.format(
            "%d of %d", ratios.instances().instancesThatFit(), ratios.instances().instances()),
        limit(rules.minContainment()),
        Rule.RATIO.label(),
        ratios.jitter().map(means -> RatioText.ratio(means.mean())).orElse("–"),
        limit(rules.minRatio()),
        size.target().map(this::inRange).orElse(""));
  }

  private static String limit(double value) {
    return value == Math.rint(value) ? Text.format("%.0f", value) : Double.toString(value);
  }

  private String inRange(TargetWindows target) {
    return Text.format(
        ", %s %d of %d windows (at least %s)",
        Rule.IN_RANGE.label(),
        target.inRange(),
        target.withForeground(),
        limit(choice.rules().minInRange()));
  }

  private String against(PatchCandidate size) {
    Optional<Breach> breach = choice.firstBreach(size);
    if (breach.isEmpty()) {
      return name(size) + " has as many voxels, but a smaller instance mean";
    }
    return Text.format(
        "%s breaks %s: %s", name(size), breach.get().rule().label(), why(size, breach.get()));
  }

  private static String why(PatchCandidate size, Breach breach) {
    PatchRatios ratios = size.ratios();
    return switch (breach.rule()) {
      case MEMORY -> Text.format("%,d, at most %,d", size.bytes(), (long) breach.limit());
      case CONTAINMENT ->
          Text.format(
              "%d of %d instances fit (%s), at least %s",
              ratios.instances().instancesThatFit(),
              ratios.instances().instances(),
              RatioText.share(breach.value()),
              limit(breach.limit()));
      case RATIO ->
          Text.format("%s, at least %s", RatioText.ratio(breach.value()), limit(breach.limit()));
      case IN_RANGE -> outOfRange(size.target().orElseThrow(), breach);
    };
  }

  private static String outOfRange(TargetWindows target, Breach breach) {
    if (target.withForeground() == 0) {
      return "no window of the target holds foreground";
    }
    return Text.format(
        "%d of %d windows with foreground (%s), at least %s; patches have %s to %s, these windows %s"
            + " to %s",
        target.inRange(),
        target.withForeground(),
        RatioText.share(breach.value()),
        limit(breach.limit()),
        RatioText.ratio(target.low()),
        RatioText.ratio(target.high()),
        RatioText.ratio(target.least()),
        RatioText.ratio(target.most()));
  }
}
