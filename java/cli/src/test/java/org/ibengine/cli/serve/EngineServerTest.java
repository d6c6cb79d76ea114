package org.ibengine.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.cli.PreparedPhantoms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the socket, told and heard by a client of the test's own. */
@Timeout(60)
class EngineServerTest {
  private static final String OPEN = "{'type':'open','what':'epoch','seed':7,'epoch':%d}";
  private static final String NEXT = "{'type':'next','run':'training'}";
  private static final String CLOSE = "{'type':'close','run':'training'}";

  @TempDir static Path folder;
  private static Path dataset;
  private ServedPhantoms served;

  @BeforeAll
  static void prepare() {
    dataset = PreparedPhantoms.in(folder);
  }

  @BeforeEach
  void serve() {
    served = new ServedPhantoms(dataset, folder.resolve("socket"), false);
  }

  @AfterEach
  void end() throws Exception {
    served.close();
  }

  private RawClient client(int rank) throws Exception {
    return RawClient.greeted(served.socket, rank);
  }

  private static void assertError(String code, String part, JsonNode answer) {
    assertEquals("error", answer.path("type").asText(), answer.toString());
    assertEquals(code, answer.path("code").asText(), answer.toString());
    assertTrue(answer.path("message").asText().contains(part), answer.toString());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    return copy;
  }

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
    }
  }

  @Test
  void clientsBatchesAreThoseOfAnEngineOfThatRankByteForByte() throws Exception {
    try (IbEngine alone = IbEngine.open(dataset, ServedPhantoms.options().rank(1, 2));
        Epoch wanted = alone.epoch(7, 2);
        RawClient client = client(1)) {
      JsonNode opened = client.ask(OPEN.formatted(2));
      assertEquals(wanted.steps(), opened.get("steps").intValue());
      for (Batch batch : wanted) {
        JsonNode got = client.ask(NEXT);
        assertEquals(batch.step(), got.get("step").intValue());
        assertEquals(wanted.state(), got.get("state").textValue());
        for (String name : new String[] {"image", "label"}) {
          var tensor = name.equals("image") ? batch.image() : batch.label();
          int size = (int) tensor.sizeBytes();
          ByteBuffer seen =
              RawClient.mapped(served.memory.descriptor(), got.at("/tensors/" + name), size);
          assertEquals(ByteBuffer.wrap(bytes(tensor.bytes(0, size))), seen, name);
        }
        assertEquals(batch.items().size(), got.get("items").size());
        for (int i = 0; i < batch.items().size(); i++) {
          assertSameItem(batch, i, got.get("items").get(i));
        }
        client.say("{'type':'release','run':'training','step':%d}".formatted(batch.step()));
      }
    }
  }

  private static void assertSameItem(Batch batch, int i, JsonNode item) {
    var wanted = batch.items().get(i);
    assertEquals(wanted.caseName(), item.get("case").textValue());
    assertEquals(wanted.filler(), item.get("filler").booleanValue());
    assertEquals(wanted.corner().z(), item.get("corner").get(2).intValue());
    assertEquals(wanted.variation().flipY(), item.get("flips").get(1).booleanValue());
    assertEquals(wanted.variation().gain(), item.get("gain").floatValue());
    assertEquals(wanted.positive(), item.has("instance"));
    if (wanted.positive()) {
      assertEquals(wanted.instance().id(), item.get("instance").intValue());
      assertEquals(wanted.instance().voxels(), item.get("voxels").longValue());
      assertEquals(wanted.volumeMm3(), item.get("mm3").doubleValue());
      assertEquals(wanted.instance().box().end().x(), item.at("/box/1/0").intValue());
    }
  }

  @Test
  void anotherProtocolVersionIsRefusedWithBothVersions() throws Exception {
    try (RawClient client = new RawClient(served.socket)) {
      JsonNode answer =
          client.ask("{'type':'hello','protocol':1,'client':'t','process':1,'rank':0}");
      assertError("version", "speaks 1", answer);
      assertNull(client.hear());
    }
  }

  @Test
  void secondClientOfARankIsRefusedAndTheFirstGoesOn() throws Exception {
    try (RawClient first = client(0);
        RawClient second = new RawClient(served.socket)) {
      assertError(
          "busy",
          "rank 0 has one already",
          second.ask("{'type':'hello','protocol':3,'client':'t','process':1,'rank':0}"));
      assertEquals("opened", first.ask(OPEN.formatted(0)).get("type").textValue());
    }
  }

  @Test
  void ranksAndWorldSizesThatAreNotServedAreRefused() throws Exception {
    try (RawClient client = new RawClient(served.socket)) {
      String hello = "{'type':'hello','protocol':3,'client':'t','process':1,'rank':2}";
      assertError("argument", "[0, 1], was 2", client.ask(hello));
    }
    try (RawClient client = new RawClient(served.socket)) {
      String hello =
          "{'type':'hello','protocol':3,'client':'t','process':1,'rank':0,'worldSize':4}";
      assertError("argument", "server's 2, was 4", client.ask(hello));
    }
  }

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
  void moreBatchesThanThereAreInMemoryAreRefusedAndOneGivenBackIsEnough() throws Exception {
    try (RawClient client = client(0)) {
      client.ask(OPEN.formatted(0));
      for (int i = 0; i < ServedPhantoms.SLOTS; i++) {
        client.ask(NEXT);
      }
      assertError("state", "3 batches in memory", client.ask(NEXT));
      client.say("{'type':'release','run':'training','step':1}");
      assertEquals(3, client.ask(NEXT).get("step").intValue());
    }
  }

  @Test
  void closedEpochMakesRoomForTheNextAndForgetsWhatWasAskedFor() throws Exception {
    try (RawClient client = client(0)) {
      client.ask(OPEN.formatted(0));
      client.ask(NEXT);
      client.say(NEXT);
      client.say(CLOSE);
      JsonNode heard = client.hear();
      while (heard.get("type").textValue().equals("batch")) {
        heard = client.hear();
      }
      assertEquals("closed", heard.get("type").textValue());
      assertEquals("opened", client.ask(OPEN.formatted(1)).get("type").textValue());
    }
  }

  @Test
  void validationRunsBesideAnEpoch() throws Exception {
    try (RawClient client = client(0)) {
      client.ask(OPEN.formatted(0));
      JsonNode opened = client.ask("{'type':'open','what':'validation'}");
      assertEquals("validation", opened.get("run").textValue());
      assertEquals(
          "validation", client.ask("{'type':'next','run':'validation'}").get("run").textValue());
      assertEquals("training", client.ask(NEXT).get("run").textValue());
    }
  }

  @Test
  void resumeGoesOnWithTheVeryNextBatchAlsoForAnotherClient() throws Exception {
    String state;
    try (RawClient client = client(0)) {
      client.ask(OPEN.formatted(3));
      client.ask(NEXT);
      state = client.ask(NEXT).get("state").textValue();
      client.say("{'type':'bye'}");
    }
    try (RawClient client = client(0)) {
      client.say("{'type':'open','what':'resume','state':'%s'}".formatted(quoted(state)));
      assertEquals(2, client.hear().get("step").intValue());
      assertEquals(2, client.ask(NEXT).get("step").intValue());
    }
  }

  private static String quoted(String state) {
    return state.replace("\"", "\\\"");
  }

  @Test
  void wrongArgumentsAreToldAndTheConnectionStays() throws Exception {
    try (RawClient client = client(0)) {
      assertError("argument", "at least 0, was -1", client.ask(OPEN.formatted(-1)));
      assertError(
          "argument",
          "resume token",
          client.ask("{'type':'open','what':'resume','state':'nonsense'}"));
      client.ask(OPEN.formatted(0));
      assertError("state", "still open", client.ask(OPEN.formatted(1)));
      assertEquals(0, client.ask(NEXT).get("step").intValue());
    }
  }

  @Test
  void messagesOutsideTheProtocolEndTheConnectionWithAReason() throws Exception {
    try (RawClient client = client(0)) {
      assertError("protocol", "sing", client.ask("{'type':'sing'}"));
      assertNull(client.hear());
    }
    try (RawClient client = client(0)) {
      assertError("protocol", "open, was training", client.ask(NEXT));
    }
    try (RawClient client = new RawClient(served.socket)) {
      client.send("not JSON".getBytes());
      assertError("protocol", "must be JSON", client.hear());
    }
    try (RawClient client = new RawClient(served.socket)) {
      client.send(new byte[] {'7', ' '});
      assertError("protocol", "object with a type", client.hear());
    }
    try (RawClient client = new RawClient(served.socket)) {
      assertError("protocol", "hello", client.ask("{'type':'open','what':'validation'}"));
    }
  }

  @Test
  void endOfTheServerIsToldToItsClientsAndTheSocketIsRemoved() throws Exception {
    try (RawClient client = client(0)) {
      client.ask(OPEN.formatted(0));
      client.ask(NEXT);
      served.server.close();
      assertError("closing", "ended", client.hear());
      assertNull(client.hear());
      assertTrue(served.end.get(2, TimeUnit.SECONDS));
      assertFalse(Files.exists(served.socket));
    }
  }

  @Test
  void oneClientIsEnoughForOnceToEndWhenItIsGoneWithoutAGoodbye() throws Exception {
    Path socket = folder.resolve("once");
    try (ServedPhantoms once = new ServedPhantoms(dataset, socket, true)) {
      RawClient.greeted(socket, 0).close();
      assertFalse(once.end.get(10, TimeUnit.SECONDS));
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
      assertTrue(once.end.get(10, TimeUnit.SECONDS));
    }
  }
}
