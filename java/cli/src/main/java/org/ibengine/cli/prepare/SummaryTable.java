package org.ibengine.cli.prepare;

import java.util.Locale;
import org.ibengine.label.SizeBin;
import org.ibengine.prepare.PrepareSummary;
import org.ibengine.text.Text;

/** The table that {@code ib prepare} ends with. */
final class SummaryTable {
  private SummaryTable() {}

  static String of(PrepareSummary summary) {
    StringBuilder text = new StringBuilder();
    PrepareSummary.Content content = summary.content();
    line(
        text,
        "cases       %d prepared, %d up to date, %d failed",
        summary.prepared().size(),
        summary.current().size(),
        summary.failures().size());
    if (summary.cancelled()) {
      line(text, "cancelled   the other cases were not begun");
    }
    line(text, "instances   %d", content.instances());
    content.sizes().forEach((size, count) -> line(text, "  %-18s%6d", voxels(size), count));
    PrepareSummary.LesionCounts lesions = content.lesions();
    if (!lesions.isEmpty()) {
      line(
          text,
          "lesions     %d dropped, %d merged, %d renumbered, %d cut, %d split; case.json names them",
          lesions.dropped(),
          lesions.merged(),
          lesions.renumbered(),
          lesions.cut(),
          lesions.split());
    }
    for (PrepareSummary.Rounded rounded : content.rounded()) {
      line(
          text,
          "rounded     %s to %s in %s, %s",
          rounded.modality(),
          rounded.type().name().toLowerCase(Locale.ROOT),
          Text.counted(rounded.cases(), "case"),
          rounded.largestError() == 0
              ? "without loss"
              : Text.format("by %.3g at most", rounded.largestError()));
    }
    line(text, "windows     %d without foreground", content.windows());
    line(text, "files       %d, %.1f MB", content.files(), content.bytes() / 1e6);
    if (!summary.stages().isEmpty()) {
      line(text, "stage         seconds (all threads)   MB/s per thread");
    }
    for (PrepareSummary.StageTotal stage : summary.stages()) {
      String rate = stage.bytes() > 0 ? Text.format("%,16.0f", stage.megabytesPerSecond()) : "";
      line(text, "  %-12s%8.2f%s", stage.stage().label(), stage.seconds(), rate);
    }
    line(text, "done in %.2f s", summary.seconds());
    return text.toString();
  }

  private static String voxels(SizeBin size) {
    return size.label() + (size == SizeBin.VOXELS_1 ? " voxel" : " voxels");
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(Text.format(format, values)).append(System.lineSeparator());
  }
}
