package org.ibengine.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.NoSuchElementException;
import org.ibengine.OptionDifference;
import org.ibengine.error.IbException;
import org.ibengine.text.Text;

/** What a client is told when something cannot be done. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final String code;
  private final transient List<OptionDifference> differences;

  /**
   * @param code as docs/reference/protocol.md lists them
   */
  Refusal(String code, String message) {
    this(code, message, List.of());
  }

  /**
   * @param differences between what a client asks for and what is served
   */
  Refusal(String code, String message, List<OptionDifference> differences) {
    super(message);
    this.code = code;
    this.differences = differences;
  }

  static String codeOf(Throwable error) {
    if (error instanceof Refusal refusal) {
      return refusal.code;
    }
    if (error instanceof ProtocolException) {
      return "protocol";
    }
    if (error instanceof IllegalArgumentException) {
      return "argument";
    }
    if (error instanceof IllegalStateException || error instanceof NoSuchElementException) {
      return "state";
    }
    boolean engines = error instanceof IbException || error instanceof OutOfMemoryError;
    return engines ? "engine" : "defect";
  }

  static String textOf(Throwable error, String code) {
    if (error instanceof OutOfMemoryError) {
      return Text.format(
          "the server has no memory or no threads left (%s); allow it more (ulimit -u, -v), or smaller batches",
          error.getMessage());
    }
    return code.equals("defect") ? error.toString() : error.getMessage();
  }

  /**
   * @param run the epoch it is about; null if it is about the connection
   */
  static ObjectNode message(Throwable error, String run) {
    ObjectNode node = Frames.JSON.createObjectNode();
    String code = codeOf(error);
    node.put("type", "error");
    node.put("code", code);
    node.put("message", textOf(error, code));
    if (run != null) {
      node.put("run", run);
    }
    if (error instanceof Refusal refusal && !refusal.differences.isEmpty()) {
      ArrayNode differences = node.putArray("differences");
      refusal.differences.forEach(
          one ->
              differences
                  .addObject()
                  .put("option", one.option())
                  .put("here", one.wanted())
                  .put("there", one.open()));
    }
    return node;
  }
}
