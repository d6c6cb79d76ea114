package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.junit.jupiter.api.Test;

/** What a client is told of what it was shown. */
class LedgerMessagesTest extends OnServedPhantoms {
  private static final String LEDGER = "{'type':'ledger','run':'training','step':%d}";

  private static String ledger(RawClient client, int step) throws IOException {
    StringBuilder text = new StringBuilder();
    JsonNode part = client.ask(LEDGER.formatted(step));
    text.append(part.get("text").textValue());
    while (part.get("more").booleanValue()) {
      part = client.hear();
      text.append(part.get("text").textValue());
    }
    return text.toString();
  }

  @Test
  void theLedgerIsThatOfTheBatchesBeforeTheStepThoughMoreWereSent() throws Exception {
    EngineOptions options = ServedPhantoms.options().rank(1, 2);
    try (IbEngine alone = IbEngine.open(dataset, options);
        Epoch epoch = alone.epoch(7, 2);
        RawClient client = client(1)) {
      String before = epoch.ledger().toJson();
      epoch.next().close();
      String after = epoch.ledger().toJson();
      client.ask(OPEN.formatted(2));
      client.ask(NEXT);
      client.ask(NEXT);
      assertEquals(counts(before), counts(ledger(client, 0)));
      assertEquals(counts(after), counts(ledger(client, 1)));
      client.ask("{'type':'close','run':'training'}");
      assertEquals(counts(after), counts(ledger(client, 1)));
    }
  }

  /** Without what memory and threads were. */
  private static JsonNode counts(String ledger) throws IOException {
    JsonNode tree = Frames.JSON.readTree(ledger);
    ((ObjectNode) tree).remove("options");
    return tree;
  }

  @Test
  void stepsThatWereNotSentAndRunsThatWereNotBegunAreToldAndTheConnectionStays() throws Exception {
    try (RawClient client = client(0)) {
      assertError("argument", "but there is none", client.ask(LEDGER.formatted(0)));
      client.ask(OPEN.formatted(0));
      assertError("argument", "from 0 to the next one 0", client.ask(LEDGER.formatted(1)));
      assertError("argument", "was -1", client.ask(LEDGER.formatted(-1)));
      ledger(client, 0);
      assertEquals(0, client.ask(NEXT).get("step").intValue());
    }
  }

  @Test
  void theWelcomeNamesFolderAndOptions() throws Exception {
    try (RawClient client = new RawClient(served.socket)) {
      JsonNode welcome = client.ask(HELLO.formatted(1));
      assertEquals(dataset.toAbsolutePath().toString(), welcome.get("folder").textValue());
      assertEquals(1, welcome.at("/options/delivery/rank").intValue());
    }
  }
}
