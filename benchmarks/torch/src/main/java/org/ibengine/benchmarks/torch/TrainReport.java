package org.ibengine.benchmarks.torch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.text.Text;

/**
 * How training went, for people and for programs.
 *
 * @param threads that libtorch computed on
 */
record TrainReport(Training.Course course, LesionRecall recall, int threads) {
  private int steps() {
    return course.losses().length;
  }

  private double stepMs() {
    return course.totalNanos() * 1e-6 / steps();
  }

  private double waitedMs() {
    return course.waitedNanos() * 1e-6 / steps();
  }

  private String digest() {
    return Text.format("%08x", course.digest());
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        Text.format(
            "loss       %.4f at first, %.4f at last", course.mean(false), course.mean(true)));
    lines.add(
        Text.format(
            "time       %.1f s; %.1f ms per step, %.3f ms of them waiting for data (%.2f %%)",
            course.totalNanos() * 1e-9, stepMs(), waitedMs(), 100 * course.waitedShare()));
    lines.add(Text.format("digest     %s of all losses, %d threads", digest(), threads));
    lines.add(Text.format("recall     %s held-out lesions found", recall.unseen()));
    recall
        .sizes()
        .forEach(
            (bin, count) ->
                lines.add(Text.format("           %-10s voxels: %s", bin.label(), count)));
    if (recall.trained().of() > 0) {
      lines.add(Text.format("           %s lesions found that were trained on", recall.trained()));
    }
    lines.add(Text.format("background %s patches with a false alarm", recall.background()));
    return lines;
  }

  /** For programs; losses are means of the first and of the last tenth of the steps. */
  ObjectNode json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("threads", threads).put("steps", steps()).put("digest", digest());
    json.put("firstLoss", course.mean(false)).put("lastLoss", course.mean(true));
    json.put("stepMs", stepMs()).put("waitingShare", course.waitedShare());
    put(json, "heldOut", recall.unseen());
    put(json, "trained", recall.trained());
    put(json, "falseAlarms", recall.background());
    return json;
  }

  private static void put(ObjectNode json, String name, LesionRecall.Count count) {
    json.putObject(name).put("found", count.found()).put("of", count.of());
  }
}
