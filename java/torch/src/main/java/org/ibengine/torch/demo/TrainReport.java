package org.ibengine.torch.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a training, for people and for programs.
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
    return "%08x".formatted(course.digest());
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "loss       %.4f at first, %.4f at last".formatted(course.mean(false), course.mean(true)));
    lines.add(
        "time       %.1f s; %.1f ms a step, %.3f ms of them waiting for data (%.2f %%)"
            .formatted(
                course.totalNanos() * 1e-9, stepMs(), waitedMs(), 100 * course.waitedShare()));
    lines.add("digest     %s of all losses, %d threads".formatted(digest(), threads));
    lines.add("recall     %s held-out lesions found".formatted(recall.unseen()));
    recall
        .sizes()
        .forEach(
            (bin, count) -> lines.add("           %-10s voxels: %s".formatted(bin.label(), count)));
    if (recall.trained().of() > 0) {
      lines.add("           %s lesions found that were trained on".formatted(recall.trained()));
    }
    lines.add("background %s patches with a false alarm".formatted(recall.background()));
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
