package org.ibengine.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;

/** Which epoch a client asks for. */
final class OpenRequest {
  private OpenRequest() {}

  /**
   * Opens it.
   *
   * @throws IllegalArgumentException if a value is out of range
   * @throws ProtocolException if the message is not of the protocol
   */
  static Epoch open(JsonNode message, IbEngine engine) throws ProtocolException {
    String what = message.path("what").asText();
    return switch (what) {
      case "epoch" -> training(message, engine);
      case "validation" -> engine.validation();
      case "windows" -> WindowsJson.open(message, engine);
      case "resume" -> engine.resume(message.path("state").asText());
      default ->
          throw new ProtocolException(
              "what must be epoch, validation, windows or resume, was " + what);
    };
  }

  private static Epoch training(JsonNode message, IbEngine engine) throws ProtocolException {
    long seed = Fields.longInteger(message, "seed");
    int number = Fields.integer(message, "epoch");
    if (message.has("weights")) {
      engine.weights(weights(message.get("weights")));
    }
    return engine.epoch(seed, number);
  }

  private static Map<String, Double> weights(JsonNode object) throws ProtocolException {
    Map<String, Double> factors = new HashMap<>();
    boolean numbers = object.isObject();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      numbers &= field.getValue().isNumber();
      factors.put(field.getKey(), field.getValue().doubleValue());
    }
    if (!numbers) {
      throw new ProtocolException("weights must be an object of numbers, was " + object);
    }
    return factors;
  }
}
