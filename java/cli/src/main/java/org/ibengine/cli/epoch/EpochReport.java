package org.ibengine.cli.epoch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ibengine.Epoch;
import org.ibengine.ForegroundLog;
import org.ibengine.IbEngine;
import org.ibengine.Ledger;
import org.ibengine.MemoryForecast;
import org.ibengine.cli.measure.EpochMemory;
import org.ibengine.cli.measure.EpochTiming;
import org.ibengine.cli.text.Spread;
import org.ibengine.cli.text.TextTable;
import org.ibengine.dataset.BackgroundCheck;
import org.ibengine.dataset.FalseAlarmCounts;
import org.ibengine.label.SizeBin;
import org.ibengine.text.Text;

/**
 * What an epoch was like.
 *
 * @param what as {@code epoch 0 of seed 7}
 * @param openingMs from before the dataset was opened to asking for the first batch
 */
public record EpochReport(
    String what,
    String backend,
    double openingMs,
    EpochTiming timing,
    EpochMemory memory,
    List<BinCount> bins,
    BackgroundCheck backgroundCheck,
    Ledger ledger) {

  /**
   * Counts of one size bin.
   *
   * @param delivered on this rank
   * @param neverSeen on any rank
   */
  record BinCount(SizeBin bin, int instances, int planned, int delivered, int neverSeen) {}

  static EpochReport of(IbEngine engine, Epoch epoch, double openingMs, EpochTiming timing) {
    return new EpochReport(
        epoch.id().name(),
        engine.backend(),
        openingMs,
        timing,
        EpochMemory.of(engine),
        bins(epoch.ledger()),
        engine.backgroundCheck(),
        epoch.ledger());
  }

  private static List<BinCount> bins(Ledger ledger) {
    Set<Ledger.Row> unseen = Set.copyOf(ledger.neverSeen());
    Map<SizeBin, List<Ledger.Row>> rows =
        ledger.instances().stream()
            .collect(
                Collectors.groupingBy(
                    row -> SizeBin.of(row.voxels()), TreeMap::new, Collectors.toList()));
    return rows.entrySet().stream()
        .map(entry -> count(entry.getKey(), entry.getValue(), unseen))
        .toList();
  }

  private static BinCount count(SizeBin bin, List<Ledger.Row> rows, Set<Ledger.Row> unseen) {
    return new BinCount(
        bin,
        rows.size(),
        rows.stream().mapToInt(Ledger.Row::planned).sum(),
        rows.stream().mapToInt(Ledger.Row::delivered).sum(),
        (int) rows.stream().filter(unseen::contains).count());
  }

  String text() {
    TextTable table =
        new TextTable("size in voxels", "instances", "planned", "delivered", "never seen");
    bins.forEach(
        bin ->
            table.row(
                bin.bin().label(),
                bin.instances(),
                bin.planned(),
                bin.delivered(),
                bin.neverSeen()));
    ledger
        .classes()
        .forEach(
            (name, count) ->
                table.row(
                    "class " + name,
                    ledger.instances().stream()
                        .filter(row -> row.lesionClass().equals(name))
                        .count(),
                    count.planned(),
                    count.delivered(),
                    ""));
    ledger
        .strata()
        .forEach(
            (stratum, count) ->
                table.row("background " + stratum, "", count.planned(), count.delivered(), ""));
    table.row("filler", "", ledger.filler().planned(), ledger.filler().delivered(), "");
    return Text.format(
        "%s: %s, %s, backend %s%n%s%s%s%n%s%s%s%s",
        what,
        Text.counted(timing.waitsMs().size(), "batch"),
        Text.counted(timing.patches(), "patch"),
        backend,
        speed(),
        memoryLine(),
        System.lineSeparator(),
        table,
        ranksLine(),
        backgroundLines(),
        ledger.foreground().flatMap(ForegroundLog::summary).map(RatioText::of).orElse(""));
  }

  /** What background is never shown, where there is any, and what became of false alarms. */
  private String backgroundLines() {
    FalseAlarmCounts alarms = backgroundCheck.alarms();
    String air =
        backgroundCheck.leftOut() == 0
            ? ""
            : Text.format(
                "left out of the background of all cases: %s with too little body (--min-body 0 shows them)%n",
                Text.counted(backgroundCheck.leftOut(), "window"));
    return alarms.equals(FalseAlarmCounts.NONE)
        ? air
        : air + Text.format("false alarms in all cases: %s%n", alarms.words());
  }

  /** Which ranks the columns count, where that is not plain. */
  private String ranksLine() {
    return ledger.worldSize() == 1
        ? ""
        : Text.format(
            "delivered: on rank %s of %d; never seen: on any rank, assuming all are at this step%n",
            ledger.steps().firstKey(), ledger.worldSize());
  }

  private String speed() {
    Spread waits = timing.waits();
    return Text.format(
        "rate    %.0f patches/s, %.2f GB/s, %.2f s%n"
            + "wait    %.2f ms per step (median), %.1f ms at most; first batch %.0f ms after opening"
            + " began%n",
        timing.patchesPerSecond(),
        timing.gigabytesPerSecond(),
        timing.totalMs() * 1e-3,
        waits.median(),
        waits.max(),
        openingMs + timing.firstWaitMs());
  }

  private String memoryLine() {
    MemoryForecast predicted = memory.predicted();
    String real =
        memory.peak().isPresent()
            ? Text.format("%.1f MB", memory.peak().getAsLong() * 1e-6)
            : "not reported by this system";
    return Text.format(
        "memory  %.1f MB predicted (volumes %.1f, decoding %.1f, batches %.1f; %s on"
            + " disk)%s; the process, including its JVM, took %s",
        predicted.totalBytes() * 1e-6,
        predicted.volumeBytes() * 1e-6,
        predicted.transientBytes() * 1e-6,
        predicted.ringBytes() * 1e-6,
        Text.counted(predicted.sourcesOnDisk(), "source"),
        onDevice(predicted.device()),
        real);
  }

  private static String onDevice(MemoryForecast.OnDevice device) {
    return device.totalBytes() == 0
        ? ""
        : Text.format(
            ", on the device %.1f MB (volumes %.1f, batches %.1f, launches %.1f)",
            device.totalBytes() * 1e-6,
            device.volumeBytes() * 1e-6,
            device.ringBytes() * 1e-6,
            device.launchBytes() * 1e-6);
  }

  ObjectNode json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode node = mapper.createObjectNode();
    node.put("what", what).put("backend", backend);
    node.put("batches", timing.waitsMs().size()).put("patches", timing.patches());
    node.put("seconds", timing.totalMs() * 1e-3);
    node.put("patchesPerSecond", timing.patchesPerSecond());
    double withOpening = (openingMs + timing.totalMs()) * 1e-3;
    node.put("openingMs", openingMs);
    node.put("patchesPerSecondWithOpening", timing.patches() / withOpening);
    node.put("gbPerSecond", timing.gigabytesPerSecond());
    node.set("waitMs", timing.waits().json());
    node.put("firstBatchMs", timing.firstWaitMs());
    node.set("memoryBytes", memory.json());
    node.putObject("body")
        .put("windowsLeftOut", backgroundCheck.leftOut())
        .put("casesWithoutEstimate", backgroundCheck.unknown());
    FalseAlarmCounts alarms = backgroundCheck.alarms();
    node.putObject("falseAlarms")
        .put("windows", alarms.used())
        .put("meetLesion", alarms.hits())
        .put("unknownCase", alarms.unknownCase())
        .put("outsideVolume", alarms.outside())
        .put("nearLesion", alarms.nearLesion())
        .put("outsideMasks", alarms.outsideMasks())
        .put("air", alarms.air())
        .put("repeated", alarms.repeated());
    try {
      ObjectNode counts = (ObjectNode) mapper.readTree(ledger.toJson());
      node.set("options", counts.remove("options"));
      node.set("ledger", counts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the ledger's JSON must be valid", e);
    }
    return node;
  }
}
