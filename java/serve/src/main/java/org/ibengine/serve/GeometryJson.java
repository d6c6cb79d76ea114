package org.ibengine.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.ibengine.IbEngine;
import org.ibengine.volume.Geometry;

/** Where the voxels of cases lie, as a client is told. */
final class GeometryJson {
  /** Of one message, which some 300 bytes for each case, and longer names, must fit in. */
  private static final int MOST_CASES = 1000;

  private GeometryJson() {}

  /**
   * The answer to a request.
   *
   * @throws IllegalArgumentException if there is no such case, or too many are asked for
   */
  static ObjectNode answer(JsonNode message, IbEngine engine) throws ProtocolException {
    List<String> names = Fields.texts(message, "cases");
    if (names.size() > MOST_CASES) {
      throw new IllegalArgumentException(
          "cases must be at most " + MOST_CASES + " in one request, was " + names.size());
    }
    ObjectNode answer = Frames.JSON.createObjectNode().put("type", "geometry");
    ObjectNode cases = answer.putObject("cases");
    names.forEach(name -> put(cases.putObject(name), engine.geometry(name)));
    return answer;
  }

  private static void put(ObjectNode node, Geometry geometry) {
    WindowsJson.put(node, "size", geometry.size());
    Geometry.Spacing spacing = geometry.spacing();
    node.putArray("spacingMm").add(spacing.x()).add(spacing.y()).add(spacing.z());
    ArrayNode affine = node.putArray("affine");
    Arrays.stream(geometry.affine().toArray()).forEach(affine::add);
  }
}
