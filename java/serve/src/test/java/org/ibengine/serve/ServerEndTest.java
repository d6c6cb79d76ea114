package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is left when a client or the server ends. */
class ServerEndTest extends OnServedPhantoms {
  @Test
  void slotsOfAClientThatDiesInTheMiddleAreFreeForTheNext() throws Exception {
    RawClient dying = client(0);
    dying.ask(OPEN.formatted(0));
    for (int i = 0; i < ServedPhantoms.SLOTS; i++) {
      assertEquals(i, dying.ask(NEXT).get("step").intValue());
    }
    assertEquals(ServedPhantoms.SLOTS, served.engine.slotsTaken());
    dying.close();
    try (RawClient next = client(0)) { // waits until the place is free
      assertEquals(0, served.engine.slotsTaken());
      assertEquals("opened", next.ask(OPEN.formatted(0)).get("type").textValue());
      assertEquals(0, next.ask(NEXT).get("step").intValue());
    }
    String gone = "rank 0: client is gone in epoch 0 of seed 7 with batches [0, 1, 2] in hand";
    assertTrue(served.log.stream().anyMatch(line -> line.startsWith(gone)), "" + served.log);
  }

  @Test
  void clientThatDiesWhileItWaitsFreesItsPlace() throws Exception {
    RawClient dying = client(0);
    dying.ask(OPEN.formatted(0));
    dying.say(NEXT);
    dying.say(NEXT);
    dying.close();
    client(0).close();
  }

  @Test
  void endOfTheServerIsToldToItsClientsAndTheSocketIsRemoved() throws Exception {
    try (RawClient client = client(0)) {
      client.ask(OPEN.formatted(0));
      client.ask(NEXT);
      served.server.close();
      assertError("closing", "ended", client.hear());
      assertNull(client.hear());
      assertTrue(served.end.get());
      assertFalse(Files.exists(served.socket));
    }
  }

  @Test
  void oneClientIsEnoughForOnceToEndWhenItIsGoneWithoutAGoodbye() throws Exception {
    Path socket = folder.resolve("once");
    try (ServedPhantoms once = new ServedPhantoms(dataset, socket, true)) {
      RawClient.greeted(socket, 0).close();
      assertFalse(once.end.get());
    }
  }

  @Test
  void onceEndsWhenEveryRankHasSaidGoodbye() throws Exception {
    Path socket = folder.resolve("once");
    try (ServedPhantoms once = new ServedPhantoms(dataset, socket, true)) {
      for (int rank = 0; rank < 2; rank++) {
        try (RawClient client = RawClient.greeted(socket, rank)) {
          client.say("{'type':'bye'}");
          assertNull(client.hear());
        }
      }
      assertTrue(once.end.get());
    }
  }
}
