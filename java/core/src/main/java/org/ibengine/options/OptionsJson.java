package org.ibengine.options;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ibengine.text.Text;

/**
 * All choices of a reader, to and from JSON: an object with {@code sampling}, {@code delivery} and
 * {@code resources}, each an object with a key for each option, as docs/reference/options.md says.
 */
public record OptionsJson(Sampling sampling, Delivery delivery, Resources resources) {
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final List<JsonOption<OptionsJson>> PARTS =
      List.of(
          new JsonOption<>(
              "sampling",
              o -> JsonOption.write(SamplingJson.OPTIONS, o.sampling),
              (o, v) ->
                  new OptionsJson(
                      JsonOption.read(SamplingJson.OPTIONS, v, o.sampling),
                      o.delivery,
                      o.resources)),
          new JsonOption<>(
              "delivery",
              o -> JsonOption.write(DeliveryJson.OPTIONS, o.delivery),
              (o, v) ->
                  new OptionsJson(
                      o.sampling,
                      JsonOption.read(DeliveryJson.OPTIONS, v, o.delivery),
                      o.resources)),
          new JsonOption<>(
              "resources",
              o -> JsonOption.write(ResourcesJson.OPTIONS, o.resources),
              (o, v) ->
                  new OptionsJson(
                      o.sampling,
                      o.delivery,
                      JsonOption.read(ResourcesJson.OPTIONS, v, o.resources))));

  /** The usual choices of each. */
  public static OptionsJson usual() {
    return new OptionsJson(Sampling.USUAL, Delivery.USUAL, Resources.usual());
  }

  /** Every option, including those with the usual value. */
  public ObjectNode tree() {
    return JsonOption.write(PARTS, this);
  }

  /**
   * Reads a text that {@link #tree} or a person wrote. What it does not name is as usual.
   *
   * @throws IllegalArgumentException if the text is not one JSON object, has a key twice or one
   *     that is not an option, or a value that its option refuses; the message names key and value
   */
  public static OptionsJson parse(String text) {
    try {
      return JsonOption.read(PARTS, new JsonValue("", STRICT.readTree(text)), usual());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          Text.format("JSON of options cannot be read: %s", e.getOriginalMessage()), e);
    }
  }
}
