package org.ibengine.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.text.Text;

/**
 * Fields of messages of clients, checked: a wrong kind is a breach of the protocol, a wrong value
 * is an argument.
 */
final class Fields {
  private Fields() {}

  static int integer(JsonNode message, String field) throws ProtocolException {
    JsonNode value = whole(message, field);
    require(value.canConvertToInt(), field + " must be a whole number of 32 bits, signed", value);
    return value.intValue();
  }

  static long longInteger(JsonNode message, String field) throws ProtocolException {
    JsonNode value = whole(message, field);
    require(value.canConvertToLong(), field + " must be a whole number of 64 bits, signed", value);
    return value.longValue();
  }

  /** An array of texts; empty without the field. */
  static List<String> texts(JsonNode message, String field) throws ProtocolException {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : message.path(field)) {
      if (!text.isTextual()) {
        throw new ProtocolException(Text.format("%s must be texts, was %s", field, text));
      }
      texts.add(text.textValue());
    }
    return texts;
  }

  private static JsonNode whole(JsonNode message, String field) throws ProtocolException {
    JsonNode value = message.path(field);
    if (!value.isIntegralNumber()) {
      throw new ProtocolException(Text.format("%s must be a whole number, was %s", field, value));
    }
    return value;
  }

  private static void require(boolean holds, String rule, JsonNode value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", was " + value);
    }
  }
}
