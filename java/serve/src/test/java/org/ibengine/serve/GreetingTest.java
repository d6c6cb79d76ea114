package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** What client and server say before the first epoch. */
class GreetingTest extends OnServedPhantoms {
  @Test
  void welcomeTellsWhatIsServed() throws Exception {
    try (RawClient client = new RawClient(served.socket)) {
      JsonNode welcome =
          client.ask(
              "{'type':'hello','protocol':3,'client':'t','process':1,'rank':1,'worldSize':2}");
      assertEquals("welcome", welcome.get("type").textValue());
      assertEquals(3, welcome.get("protocol").intValue());
      assertEquals(1, welcome.get("rank").intValue());
      assertEquals(2, welcome.get("worldSize").intValue());
      assertEquals(2, welcome.get("batchSize").intValue());
      assertEquals(served.engine.modalities().size(), welcome.get("modalities").size());
      assertEquals(3, welcome.get("cases").size());
      assertEquals(served.engine.steps(), welcome.get("steps").intValue());
      assertEquals(
          served.engine.validationSteps().getAsInt(), welcome.get("validationSteps").intValue());
      assertEquals("[\"geometry\",\"ledger\"]", welcome.get("requests").toString());
    }
  }

  @Test
  void anotherProtocolVersionIsRefusedWithBothVersions() throws Exception {
    try (RawClient client = new RawClient(served.socket)) {
      JsonNode answer = client.ask(HELLO.formatted(0).replace("3", "1"));
      assertError("version", "speaks 1", answer);
      assertNull(client.hear());
    }
  }

  @Test
  void secondClientOfARankIsRefusedAndTheFirstGoesOn() throws Exception {
    try (RawClient first = client(0);
        RawClient second = new RawClient(served.socket)) {
      assertError("busy", "rank 0 already has one", second.ask(HELLO.formatted(0)));
      assertEquals("opened", first.ask(OPEN.formatted(0)).get("type").textValue());
    }
  }

  @Test
  void ranksAndWorldSizesThatAreNotServedAreRefused() throws Exception {
    try (RawClient client = new RawClient(served.socket)) {
      assertError("argument", "[0, 1], was 2", client.ask(HELLO.formatted(2)));
    }
    try (RawClient client = new RawClient(served.socket)) {
      String hello =
          "{'type':'hello','protocol':3,'client':'t','process':1,'rank':0,'worldSize':4}";
      assertError("argument", "server's 2, was 4", client.ask(hello));
    }
  }
}
