package org.ibengine.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.NoSuchElementException;
import org.ibengine.error.IbException;
import org.ibengine.text.Text;

/** What a client is told when something cannot be done. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final String code;

  /**
   * @param code as docs/reference/protocol.md lists them
   */
  Refusal(String code, String message) {
    super(message);
    this.code = code;
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

  private static String textOf(Throwable error, String code) {
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
    return node;
  }
}
