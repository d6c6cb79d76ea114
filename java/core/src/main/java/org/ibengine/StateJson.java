package org.ibengine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Reads states of epochs. Apart from them, because the mapper's 300 classes take 2 MB, and most
 * epochs begin without a state.
 */
final class StateJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StateJson() {}

  static JsonNode read(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }
}
