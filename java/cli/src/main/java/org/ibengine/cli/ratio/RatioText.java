package org.ibengine.cli.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ibengine.cli.text.TextTable;
import org.ibengine.ratio.CaseRatios;
import org.ibengine.ratio.Means;
import org.ibengine.ratio.PatchCandidate;
import org.ibengine.ratio.PatchRatios;
import org.ibengine.ratio.TargetWindows;
import org.ibengine.ratio.UniformRatios;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/** The figures of {@code ib ratio} for people. */
final class RatioText {
  private static final int NAMED = 10;
  private static final String SPACINGS =
      "cases differ in spacing, but an epoch has one patch size in voxels: for patches of one size in"
          + " mm, prepare them with one --spacing%n";

  private final RatioReport report;
  private final List<PatchCandidate> sizes;

  private RatioText(RatioReport report) {
    this.report = report;
    this.sizes = report.choice().candidates();
  }

  static String of(RatioReport report) {
    RatioText text = new RatioText(report);
    return Text.format(
        "%s%n%n%s%n%s%n%s%s%s",
        text.head(), text.draws(), text.uniform(), text.voxels(), text.target(), text.verdict());
  }

  private String head() {
    PatchRatios first = sizes.get(0).ratios();
    return Text.format(
        "%s, %s, %,d foreground voxels; batches of %s",
        Text.counted(report.found().cases().size(), "case"),
        Text.counted(first.instances().instances(), "instance"),
        first.voxels(),
        report.batch().words());
  }

  /** What each way of drawing shows. */
  private TextTable draws() {
    List<String> header = new ArrayList<>(List.of("mean ratio", "batch bytes", "fit", "uniform"));
    header.addAll(List.of("instance", "epoch", "voxel", "negative", "1:1"));
    if (report.target().isPresent()) {
      header.add("in range");
    }
    header.add("breaks");
    TextTable table = new TextTable(header.toArray(String[]::new));
    for (PatchCandidate size : sizes) {
      table.row(drawn(size).toArray());
    }
    return table;
  }

  private List<Object> drawn(PatchCandidate size) {
    PatchRatios ratios = size.ratios();
    List<Object> row = new ArrayList<>();
    row.add(size.extent().text());
    row.add(Text.format("%,d", size.bytes()));
    row.add(ratios.instances().instancesThatFit() + "/" + ratios.instances().instances());
    row.add(ratio(ratios.uniform().mean()));
    row.add(ratios.jitter().map(Means::mean).map(RatioText::ratio).orElse("–"));
    double negatives = report.batch().negativesPerPositive();
    row.add(ratios.jitter().map(any -> ratio(ratios.epochMean(negatives))).orElse("–"));
    row.add(ratios.voxel().map(Means::mean).map(RatioText::ratio).orElse("–"));
    row.add(ratios.background().map(Means::mean).map(RatioText::ratio).orElse("–"));
    row.add(ratios.evenMean().map(RatioText::ratio).orElse("–"));
    if (report.target().isPresent()) {
      row.add(
          size.target().map(found -> found.inRange() + "/" + found.withForeground()).orElse("–"));
    }
    row.add(report.choice().firstBreach(size).map(one -> one.rule().label()).orElse(""));
    return row;
  }

  /** How the ratios of all placements are spread. */
  private TextTable uniform() {
    TextTable table =
        new TextTable(
            "all placements",
            "number",
            "zero share",
            "mean",
            "sd",
            "min",
            "5 %",
            "25 %",
            "50 %",
            "75 %",
            "95 %",
            "max");
    for (PatchCandidate size : sizes) {
      UniformRatios found = size.ratios().uniform();
      List<Object> row = new ArrayList<>();
      row.add(size.extent().text());
      row.add(Text.format("%,d", found.placements()));
      row.add(share(found.zeroShare()));
      row.addAll(List.of(ratio(found.mean()), ratio(found.sd()), ratio(found.min())));
      found.quantiles().forEach(value -> row.add(ratio(value)));
      row.add(ratio(found.max()));
      table.row(row.toArray());
    }
    return table;
  }

  /** What sizes in mm are in voxels; nothing where they were given in voxels. */
  private String voxels() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sizes.size(); i++) {
      if (sizes.get(i).extent().inMm()) {
        text.append(Text.format("%s is %s%n", sizes.get(i).extent().text(), voxels(i)));
      }
    }
    if (report.found().cases().stream().map(item -> item.geometry().spacing()).distinct().count()
            > 1
        && !text.isEmpty()) {
      text.append(Text.format(SPACINGS));
    }
    return text.isEmpty() ? "" : text.append(Text.format("%n")).toString();
  }

  private String voxels(int size) {
    Map<String, Long> cases =
        report.found().cases().stream()
            .map(CaseRatios::sizes)
            .map(all -> RatioReasons.voxels(all.get(size)))
            .collect(Collectors.groupingBy(text -> text, TreeMap::new, Collectors.counting()));
    List<String> words =
        cases.entrySet().stream()
            .map(one -> one.getKey() + " voxels in " + Text.counted(one.getValue(), "case"))
            .toList();
    return NameList.of(words, NAMED);
  }

  /** Sliding windows against the range of all placements; nothing without a target. */
  private String target() {
    TextTable table =
        new TextTable(
            "target windows",
            "all",
            "with foreground",
            "in range",
            "min",
            "max",
            "patches min",
            "patches max",
            "whole volumes in range");
    for (PatchCandidate size : sizes) {
      size.target().ifPresent(found -> table.row(windows(size, found)));
    }
    return report.target().isPresent() ? Text.format("%s%n", table) : "";
  }

  private static Object[] windows(PatchCandidate size, TargetWindows found) {
    return new Object[] {
      size.extent().text(),
      Text.format("%,d", found.windows()),
      Text.format("%,d", found.withForeground()),
      Text.format("%,d", found.inRange()),
      ratio(found.least()),
      ratio(found.most()),
      ratio(found.low()),
      ratio(found.high()),
      found.volumesInRange() + " of " + found.volumes()
    };
  }

  private String verdict() {
    PatchCandidate nearest = report.choice().nearest();
    StringBuilder text = new StringBuilder();
    text.append(
        report.choice().recommended().isPresent()
            ? Text.format(
                "recommended: %s, %,d bytes per batch, %,d with %s in memory%n",
                RatioReasons.name(nearest),
                nearest.bytes(),
                Math.multiplyExact(report.batch().prefetch(), nearest.bytes()),
                Text.counted(report.batch().prefetch(), "batch"))
            : Text.format("recommended: none of these sizes keeps the rules%n"));
    new RatioReasons(report).all().forEach(line -> text.append(Text.format("  %s%n", line)));
    text.append(tooLong(nearest));
    return text.toString();
  }

  private static String tooLong(PatchCandidate size) {
    List<String> names =
        size.ratios().instances().tooLong().stream()
            .map(
                one ->
                    Text.format(
                        "%s instance %d (%d x %d x %d)",
                        one.caseName(),
                        one.instance(),
                        one.box().x(),
                        one.box().y(),
                        one.box().z()))
            .toList();
    return names.isEmpty()
        ? ""
        : Text.format("  not whole in any patch of that size: %s%n", NameList.of(names, NAMED));
  }

  static String ratio(double value) {
    return Double.isNaN(value) ? "–" : Text.format("%.6f", value);
  }

  static String share(double value) {
    return Double.isNaN(value) ? "–" : Text.format("%.4f", value);
  }
}
