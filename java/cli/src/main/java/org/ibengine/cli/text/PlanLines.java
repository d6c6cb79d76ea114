package org.ibengine.cli.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.ibengine.Epoch;
import org.ibengine.VariationJson;
import org.ibengine.WindowMeasures;
import org.ibengine.plan.EpochPlan;
import org.ibengine.plan.PatchRequest;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Index3;

/** A plan as JSON lines, one object per request, in order. */
public final class PlanLines {
  private PlanLines() {}

  public static String of(Epoch epoch, int worldSize) {
    EpochPlan plan = epoch.plan();
    int batch = plan.globalBatch() / worldSize;
    List<PatchRequest> negatives =
        plan.requests().stream().filter(request -> !request.positive()).toList();
    WindowMeasures measures = epoch.measures(negatives);
    int background = 0;
    StringJoiner lines = new StringJoiner("\n");
    for (PatchRequest request : plan.requests()) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("ordinal", request.ordinal());
      line.put("step", request.ordinal() / plan.globalBatch());
      line.put("rank", request.ordinal() % plan.globalBatch() / batch);
      line.put("case", request.caseName());
      line.put("instance", request.positive() ? request.instanceId() : null);
      line.put("stratum", request.positive() ? null : request.stratum());
      line.put("source", request.source());
      put(line, "corner", Optional.of(request.corner()));
      line.put("space", epoch.planSpace().label());
      put(line, "cornerInVolume", epoch.item(request).cornerInVolume());
      put(line, request.variation());
      line.put("filler", request.filler());
      line.put("foreground", request.foreground());
      if (!request.positive()) {
        putKnown(line, "distanceMm", measures.distancesMm()[background]);
        putKnown(line, "bodyShare", measures.bodyShares()[background++]);
      }
      lines.add(line.toString());
    }
    return lines.toString();
  }

  /** Left out where it is not known; null where there is no foreground to be far from. */
  private static void putKnown(ObjectNode line, String field, double value) {
    if (Double.isInfinite(value)) {
      line.putNull(field);
    } else if (!Double.isNaN(value)) {
      line.put(field, value);
    }
  }

  private static void put(ObjectNode line, String field, Optional<Index3> known) {
    known.ifPresentOrElse(
        at -> line.putArray(field).add(at.x()).add(at.y()).add(at.z()), () -> line.putNull(field));
  }

  private static void put(ObjectNode line, Variation variation) {
    line.put("quarterTurns", variation.quarterTurns());
    line.put("flips", flips(variation));
    line.put("gain", variation.gain());
    line.put("shift", variation.shift());
    VariationJson.put(line, variation);
  }

  /** The reversed axes, such as {@code xz}. */
  public static String flips(Variation variation) {
    return (variation.flipX() ? "x" : "")
        + (variation.flipY() ? "y" : "")
        + (variation.flipZ() ? "z" : "");
  }
}
