package org.ibengine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.StringJoiner;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.Variation;

/** A plan as JSON lines, one object a request, in order. */
final class PlanLines {
  private PlanLines() {}

  static String of(EpochPlan plan, int worldSize) {
    int batch = plan.globalBatch() / worldSize;
    StringJoiner lines = new StringJoiner("\n");
    for (PatchRequest request : plan.requests()) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("ordinal", request.ordinal());
      line.put("step", request.ordinal() / plan.globalBatch());
      line.put("rank", request.ordinal() % plan.globalBatch() / batch);
      line.put("case", request.caseName());
      line.put("instance", request.positive() ? request.instanceId() : null);
      line.put("source", request.source());
      line.putArray("corner")
          .add(request.corner().x())
          .add(request.corner().y())
          .add(request.corner().z());
      put(line, request.variation());
      line.put("filler", request.filler());
      lines.add(line.toString());
    }
    return lines.toString();
  }

  private static void put(ObjectNode line, Variation variation) {
    line.put("quarterTurns", variation.quarterTurns());
    line.put("flips", flips(variation));
    line.put("gain", variation.gain());
    line.put("shift", variation.shift());
  }

  /** The reversed axes, as {@code xz}. */
  static String flips(Variation variation) {
    return (variation.flipX() ? "x" : "")
        + (variation.flipY() ? "y" : "")
        + (variation.flipZ() ? "z" : "");
  }
}
