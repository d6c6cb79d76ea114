package org.ibengine.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.plan.EpochId;
import org.ibengine.volume.Size3;

/** Windows of cases as messages name them. */
final class WindowsJson {
  private WindowsJson() {}

  /** Opens those that a message asks for. */
  static Epoch open(JsonNode message, IbEngine engine) throws ProtocolException {
    List<String> cases = Fields.texts(message, "cases");
    return message.has("stride")
        ? engine.windows(cases, size(message.get("stride")))
        : engine.windows(cases);
  }

  private static Size3 size(JsonNode stride) throws ProtocolException {
    boolean whole = stride.isArray() && stride.size() == 3;
    for (JsonNode along : stride) {
      whole &= along.canConvertToInt() && along.isIntegralNumber();
    }
    if (!whole) {
      throw new ProtocolException("stride must be three whole numbers, was " + stride);
    }
    return new Size3(stride.get(0).intValue(), stride.get(1).intValue(), stride.get(2).intValue());
  }

  /** Tells what a client needs to put the windows together. */
  static void put(ObjectNode answer, EpochId.Windows windows, IbEngine engine) {
    put(answer, "window", engine.patchSize());
    put(answer, "stride", windows.stride());
    ObjectNode volumes = answer.putObject("volumes");
    windows.cases().forEach(name -> put(volumes, name, engine.geometry(name).size()));
  }

  static void put(ObjectNode node, String field, Size3 size) {
    node.putArray(field).add(size.x()).add(size.y()).add(size.z());
  }
}
