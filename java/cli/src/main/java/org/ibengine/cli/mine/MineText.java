package org.ibengine.cli.mine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.mine.CandidateCounts;
import org.ibengine.mine.MineRequest;
import org.ibengine.mine.MineSummary;
import org.ibengine.mine.MinedScan;
import org.ibengine.mine.RowCount;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** What {@code ib mine} tells people. */
final class MineText {
  private MineText() {}

  static String of(MineRequest request, MineSummary summary) {
    StringBuilder text = new StringBuilder();
    int scans = summary.scans().size() + summary.failures().size();
    Size3 size = request.options().rules().patchSize();
    text.append(
        Text.format(
            "%s with %s: %s of %d × %d × %d mm from %s%n",
            Text.counted(scans, "scan"),
            Text.counted(summary.nodules(), "nodule"),
            Text.counted(summary.patches(), "window"),
            size.x(),
            size.y(),
            size.z(),
            Text.counted(scans - summary.skipped().size(), "scan")));
    candidates(summary).ifPresent(text::append);
    if (request.options().rules().notebook()) {
      text.append(holding(summary));
    }
    return text.toString();
  }

  private static Optional<String> candidates(MineSummary summary) {
    Map<CandidateCounts.Reason, Long> dropped = new EnumMap<>(CandidateCounts.Reason.class);
    long given = 0;
    for (MinedScan scan : summary.scans()) {
      if (scan.dropped().isPresent()) {
        given += scan.dropped().get().given();
        scan.dropped()
            .get()
            .dropped()
            .forEach((why, count) -> dropped.merge(why, count, Long::sum));
      }
    }
    boolean any = summary.scans().stream().anyMatch(scan -> scan.dropped().isPresent());
    return any
        ? Optional.of(
            "candidates: " + new CandidateCounts(given, dropped).text() + Text.format("%n"))
        : Optional.empty();
  }

  private static String holding(MineSummary summary) {
    long holding = 0;
    long legal = 0;
    for (MinedScan scan : summary.scans()) {
      holding += scan.holding().orElse(0);
      legal += scan.feasible();
    }
    return Text.format(
        "rules of the notebook: %,d of %,d legal cubes hold a nodule or a part of one (%.1f %%)%n",
        holding, legal, legal == 0 ? 0.0 : 100.0 * holding / legal);
  }

  static List<String> warnings(MineRequest request, MineSummary summary) {
    List<String> lines = new ArrayList<>();
    for (RowCount count : summary.rows()) {
      if (count.withoutScan() > 0) {
        lines.add(
            Text.format(
                "ib: warning: %s: %s of %d without a scan, of %s",
                count.name(),
                Text.counted(count.withoutScan(), "row"),
                count.rows(),
                NameList.of(count.missing())));
      }
    }
    if (!summary.loneMasks().isEmpty()) {
      lines.add(
          Text.format(
              "ib: warning: %s without a scan of that name: %s; a scan whose path holds seg or mask counts as a mask",
              Text.counted(summary.loneMasks().size(), "mask"),
              NameList.of(summary.loneMasks().stream().map(Path::toString).toList())));
    }
    fewer(request, summary).ifPresent(lines::add);
    for (MinedScan scan : summary.scans()) {
      if (scan.tiny() > 0 && request.options().layout().hasVolumes()) {
        lines.add(
            Text.format(
                "ib: warning: scan %s: %s no voxel of the grid of 1 mm, so the dataset lacks %s",
                scan.uid(),
                Text.counted(scan.tiny(), "nodule") + (scan.tiny() == 1 ? " holds" : " hold"),
                scan.tiny() == 1 ? "it" : "them"));
      }
      if (scan.outside() > 0) {
        lines.add(
            Text.format(
                "ib: warning: scan %s: %d of %s outside of it; coordinates are those of LUNA16, LPS mm",
                scan.uid(),
                scan.outside(),
                Text.counted(scan.nodules(), "nodule") + (scan.nodules() == 1 ? " is" : " are")));
      }
    }
    otherCases(request, summary).ifPresent(lines::add);
    return lines;
  }

  /** Scans that have some windows, but not as many as were wanted. */
  private static Optional<String> fewer(MineRequest request, MineSummary summary) {
    int wanted = request.options().draw().perScan();
    List<String> fewer =
        summary.scans().stream()
            .filter(scan -> !scan.patches().isEmpty() && scan.patches().size() < wanted)
            .map(scan -> Text.format("%s (%d)", scan.uid(), scan.patches().size()))
            .toList();
    return fewer.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "ib: warning: %s fewer windows than --per-scan %d: %s",
                Text.counted(fewer.size(), "scan") + (fewer.size() == 1 ? " has" : " have"),
                wanted,
                NameList.of(fewer)));
  }

  private static Optional<String> otherCases(MineRequest request, MineSummary summary) {
    List<String> others = summary.otherCases();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Text.format(
                "ib: warning: %s still holds %s that this run did not make: %s; to be rid of a case,"
                    + " delete its folder in %s, or write to another OUT",
                request.output(),
                Text.counted(others.size(), "case"),
                NameList.of(others),
                request.output().resolve("cases")));
  }
}
