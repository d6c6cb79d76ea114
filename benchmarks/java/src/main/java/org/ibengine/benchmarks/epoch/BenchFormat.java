package org.ibengine.benchmarks.epoch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalLong;
import org.ibengine.cli.text.TextTable;
import org.ibengine.text.Text;

/** How {@code ib bench epoch} shows its figures, to people and to programs. */
final class BenchFormat {
  private BenchFormat() {}

  static String text(EpochBench.FirstEpoch first, List<EpochBench.Rates> all, double stepMs) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "checked       %d batches equal to the reference backend's; backend %s",
        first.digests().size(),
        first.backend());
    line(
        text,
        "first batch   %.0f ms after opening began (opening %.0f ms)",
        first.firstBatchMs(),
        first.openMs());
    line(
        text,
        "memory        %.1f MB predicted, process peak %s (%s before opening)",
        first.memory().predicted().totalBytes() * 1e-6,
        megabytes(first.memory().peak()),
        megabytes(first.before()));
    TextTable table =
        new TextTable(
            "augmentation",
            "patches/s",
            "GB/s",
            "copy GB/s",
            "of copy",
            "inside",
            "by CPU time",
            "step ms",
            "gap ms",
            "gap/step",
            "wait ms",
            "worst",
            "waiting",
            "gap/step");
    all.forEach(rates -> table.row(row(rates)));
    line(text, "");
    text.append(table);
    line(
        text,
        "medians; left: batches taken as fast as they come, the last four columns: with a step of"
            + " %.1f ms after each.%nof copy: of whole epochs, inside: of their steps, by CPU"
            + " time: seconds of all threads%nfor the copy ÷ for the epoch."
            + " gap: from an epoch's last batch to the next one's first.%nwaiting: share of an"
            + " epoch's time that the loop waits for a batch.",
        stepMs);
    return text.toString();
  }

  private static Object[] row(EpochBench.Rates rates) {
    return new Object[] {
      rates.augment(),
      number("%.0f", rates.patchesPerSecond().median()),
      number("%.2f", rates.gigabytesPerSecond().median()),
      number("%.2f", rates.copyGigabytesPerSecond().median()),
      number("%.2f", ofCopy(rates)),
      number("%.2f", insideOfCopy(rates)),
      number("%.2f", cpuOfCopy(rates)),
      number("%.2f", rates.freeRunning().stepMs().median()),
      number("%.2f", rates.freeRunning().gapMs().median()),
      number("%.2f", ratio(rates.freeRunning())),
      number("%.3f", rates.steppedWaitMs().median()),
      number("%.2f", rates.steppedWaitMs().max()),
      number("%.2f %%", 100 * rates.steppedWaitingShare().median()),
      number("%.2f", ratio(rates.stepped()))
    };
  }

  private static double ofCopy(EpochBench.Rates rates) {
    return rates.gigabytesPerSecond().median() / rates.copyGigabytesPerSecond().median();
  }

  /** As {@link #ofCopy}, from an epoch's first batch to its last: the boundary left out. */
  private static double insideOfCopy(EpochBench.Rates rates) {
    double gigabytes = rates.batchBytes() * 1e-6 / rates.freeRunning().meanStepMs().median();
    return gigabytes / rates.copyGigabytesPerSecond().median();
  }

  private static double cpuOfCopy(EpochBench.Rates rates) {
    return rates.cpu().copy().median() / rates.cpu().epoch().median();
  }

  private static double ratio(EpochBench.Boundary boundary) {
    return boundary.gapMs().median() / boundary.stepMs().median();
  }

  /** A dash where nothing was measured: an epoch of one batch has no step between two. */
  private static String number(String format, double value) {
    return Double.isFinite(value) ? Text.format(format, value) : "–";
  }

  private static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(Text.format(format + "%n", values));
  }

  private static String megabytes(OptionalLong bytes) {
    return bytes.isPresent() ? number("%.1f MB", bytes.getAsLong() * 1e-6) : "not told";
  }

  static ObjectNode json(EpochBench.FirstEpoch first, List<EpochBench.Rates> all) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("backend", first.backend());
    node.put("openMs", first.openMs()).put("firstBatchMs", first.firstBatchMs());
    ObjectNode memory = first.memory().json();
    first.before().ifPresent(bytes -> memory.put("processBeforeOpening", bytes));
    node.set("memoryBytes", memory);
    ArrayNode rates = node.putArray("augmentation");
    all.forEach(item -> rates.add(json(item)));
    return node;
  }

  private static ObjectNode json(EpochBench.Rates rates) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("augment", rates.augment()).put("batchBytes", rates.batchBytes());
    node.set("patchesPerSecond", rates.patchesPerSecond().json());
    node.set("gbPerSecond", rates.gigabytesPerSecond().json());
    node.set("copyGbPerSecond", rates.copyGigabytesPerSecond().json());
    node.put("ofCopy", orNull(ofCopy(rates))).put("insideOfCopy", orNull(insideOfCopy(rates)));
    node.set("cpuSecondsPerGb", rates.cpu().epoch().json());
    node.set("copyCpuSecondsPerGb", rates.cpu().copy().json());
    node.put("cpuOfCopy", orNull(cpuOfCopy(rates)));
    node.set("freeRunning", json(rates.freeRunning()));
    node.set("stepped", json(rates.stepped()));
    node.set("steppedWaitMs", rates.steppedWaitMs().json());
    node.set("steppedWaitingShare", rates.steppedWaitingShare().json());
    return node;
  }

  private static ObjectNode json(EpochBench.Boundary boundary) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.set("stepMs", boundary.stepMs().json());
    node.set("meanStepMs", boundary.meanStepMs().json());
    node.set("gapMs", boundary.gapMs().json());
    node.put("gapOfStep", orNull(ratio(boundary)));
    return node;
  }
}
