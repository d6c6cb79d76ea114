package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.junit.jupiter.api.Test;

/** What goes over the socket, told and heard by a client of the test's own. */
class EngineServerTest extends OnServedPhantoms {
  private static final String CLOSE = "{'type':'close','run':'training'}";

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    return copy;
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
        assertEquals(wanted.token(), got.get("state").textValue());
        for (String name : new String[] {"image", "label"}) {
          var tensor = name.equals("image") ? batch.image() : batch.label();
          int size = (int) tensor.sizeBytes();
          ByteBuffer seen =
              RawClient.mapped(served.descriptor(1), got.at("/tensors/" + name), size);
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

  @Test
  void anOpenedEpochTellsTheOptionsThatItsStateHolds() throws Exception {
    EngineOptions options = ServedPhantoms.options().rank(1, 2);
    try (IbEngine alone = IbEngine.open(dataset, options);
        Epoch wanted = alone.epoch(7, 2);
        RawClient client = client(1)) {
      JsonNode opened = client.ask(OPEN.formatted(2));
      EngineOptions told = EngineOptions.fromJson(opened.get("options").toString());
      assertEquals(options.sampling(), told.sampling());
      assertEquals(options.delivery(), told.delivery());
      assertEquals(wanted.token(), opened.get("state").textValue());
    }
  }

  @Test
  void optionsThatNoClientCouldSendBackAreLeftOut() throws Exception {
    int most = ClientSession.MOST_OPTIONS - "{\"train\":\"\"}".length();
    JsonNode longest = Frames.JSON.createObjectNode().put("train", "x".repeat(most));
    assertEquals(longest, ClientSession.sendable(longest));
    JsonNode longer = Frames.JSON.createObjectNode().put("train", "x".repeat(most + 1));
    assertNull(ClientSession.sendable(longer));
  }

  private static void assertSameItem(Batch batch, int i, JsonNode item) {
    var wanted = batch.items().get(i);
    assertEquals(wanted.caseName(), item.get("case").textValue());
    assertEquals(wanted.filler(), item.get("filler").booleanValue());
    assertEquals(wanted.corner().z(), item.get("corner").get(2).intValue());
    assertEquals("volume", item.get("space").textValue());
    assertEquals(wanted.variation().flipY(), item.get("flips").get(1).booleanValue());
    assertEquals(wanted.variation().gain(), item.get("gain").floatValue());
    assertEquals(wanted.positive(), item.has("instance"));
    if (wanted.positive()) {
      assertEquals(wanted.instance().id(), item.get("instance").intValue());
      assertEquals("lesion", item.get("class").textValue());
      assertEquals(wanted.instance().voxels(), item.get("voxels").longValue());
      assertEquals(wanted.volumeMm3(), item.get("mm3").doubleValue());
      assertEquals(wanted.instance().box().end().x(), item.at("/box/1/0").intValue());
    }
  }

  @Test
  void batchesOfEachRankLieInAFileOfTheirOwn() throws Exception {
    try (RawClient first = client(0);
        RawClient second = client(1)) {
      long[] sizes = new long[2];
      for (RawClient client : List.of(first, second)) {
        client.ask(OPEN.formatted(0));
        int rank = client == first ? 0 : 1;
        JsonNode image = client.ask(NEXT).at("/tensors/image");
        Path file = Path.of("/proc/self/fd/" + served.descriptor(rank));
        sizes[rank] = Files.size(file);
        assertTrue(image.get("offset").longValue() < sizes[rank], image.toString());
      }
      assertNotEquals(served.descriptor(0), served.descriptor(1));
      assertEquals(sizes[0], sizes[1]); // as many slots for each
    }
  }

  @Test
  void welcomeNamesTheFileOfTheRankThatAsks() throws Exception {
    for (int rank = 0; rank < 2; rank++) {
      try (RawClient client = new RawClient(served.socket)) {
        JsonNode welcome = client.ask(HELLO.formatted(rank));
        assertEquals(served.descriptor(rank), welcome.get("descriptor").intValue());
      }
    }
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
  void windowsOfCasesTakeThePlaceOfATrainingEpoch() throws Exception {
    try (RawClient client = client(0)) {
      String name = served.engine.cases().get(0);
      String open = "{'type':'open','what':'windows','cases':['" + name + "'],'stride':[6,5,4]}";
      JsonNode opened = client.ask(open);
      assertEquals("training", opened.get("run").textValue());
      assertFalse(opened.has("epoch"));
      assertEquals("[6,5,4]", opened.get("windows").get("stride").toString());
      assertEquals(3, opened.get("windows").get("volumes").get(name).size());
      assertEquals("training", client.ask(NEXT).get("run").textValue());
      assertEquals("error", client.ask(OPEN.formatted(0)).get("type").textValue());
      assertEquals("closed", client.ask(CLOSE).get("type").textValue());
      for (String wrong : List.of("'cases':[]", "'stride':[6,5,0]")) {
        String key = wrong.startsWith("'c") ? "'cases':['" + name + "']" : "'stride':[6,5,4]";
        assertEquals("error", client.ask(open.replace(key, wrong)).get("type").textValue(), wrong);
      }
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
}
