package org.ibengine.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.ibengine.Ledger;

/** Tells a client what its epochs have shown, in as many messages as it takes. For one thread. */
final class LedgerMessages {
  /** A character may take six bytes in a message. */
  private static final int MOST_CHARACTERS = Frames.MOST_BYTES / 8;

  private final Map<String, Ledger> closed = new HashMap<>(); // the last one of each run

  /** Of a run that ends. */
  void keep(String run, Ledger ledger) {
    closed.put(run, ledger);
  }

  /** A new run of that name begins. */
  void forget(String run) {
    closed.remove(run);
  }

  /**
   * Sends the ledger before a step: of the run if it is open, else of the last of its name.
   *
   * @param open null if none is
   * @throws IllegalArgumentException if there was no such run, or not so many steps of it
   */
  void send(JsonNode message, ServedEpoch open, Frames frames)
      throws IOException, ProtocolException {
    String run = message.path("run").textValue();
    Ledger ledger = open == null ? closed.get(run) : open.epoch().ledger();
    if (ledger == null) {
      throw new IllegalArgumentException(
          "a ledger is of an epoch or a validation that was begun on this connection, but there is none");
    }
    String text = ledger.before(Fields.integer(message, "step")).toJson();
    for (int begin = 0; begin < text.length(); ) {
      int end = Math.min(text.length(), begin + MOST_CHARACTERS);
      if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
        end--; // half a character cannot be sent
      }
      ObjectNode part = Frames.JSON.createObjectNode().put("type", "ledger");
      frames.send(part.put("text", text.substring(begin, end)).put("more", end < text.length()));
      begin = end;
    }
  }
}
