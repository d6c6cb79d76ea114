package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.ibengine.EngineOptions;
import org.junit.jupiter.api.Test;

/** What a client is told that asks for the same as it would open. Its words are JSON of options. */
class ComparisonTest extends OnServedPhantoms {
  private static final String SAME =
      "{\"delivery\":{\"batchSize\":2},\"sampling\":{\"folds\":{\"validationOfAll\":true}}}";

  private static final String CHANGED = "as it was when the server opened it";

  private static String stamp() {
    return FolderStamp.of(dataset).orElseThrow();
  }

  private JsonNode ask(RawClient client, Path wanted, String stamp, String options)
      throws Exception {
    ObjectNode hello = (ObjectNode) Frames.JSON.readTree(HELLO.formatted(0).replace('\'', '"'));
    ObjectNode same = hello.putObject("same");
    same.put("folder", wanted.toString()).put("stamp", stamp).putArray("options").add(options);
    return client.ask(hello.toString());
  }

  private JsonNode answer(Path wanted, String stamp, String options) throws Exception {
    try (RawClient client = new RawClient(served.socket)) {
      JsonNode answer = ask(client, wanted, stamp, options);
      if (answer.get("type").textValue().equals("error")) {
        assertNull(client.hear());
      }
      return answer;
    }
  }

  @Test
  void sameIsSaidToThoseWhoAskAndToNobodyElse() throws Exception {
    assertTrue(answer(dataset.toRealPath(), stamp(), SAME).path("same").booleanValue());
    try (RawClient client = new RawClient(served.socket)) {
      assertFalse(client.ask(HELLO.formatted(1)).has("same"));
    }
  }

  @Test
  void everyDifferenceIsToldWithBothValues() throws Exception {
    String options =
        "{\"sampling\":{\"balance\":{\"kind\":\"case\",\"exponent\":0.5}},\"resources\":{\"prefetch\":9}}";
    JsonNode answer = answer(dataset, stamp(), options);
    assertError("other", "--balance (here {\"kind\":\"case\",\"exponent\":0.5}, there", answer);
    assertEquals(
        "[{\"option\":\"--balance\",\"here\":\"{\\\"kind\\\":\\\"case\\\",\\\"exponent\\\":0.5}\","
            + "\"there\":\"{\\\"kind\\\":\\\"instance\\\",\\\"exponent\\\":0.0}\"},"
            + "{\"option\":\"--validation-of-all\",\"here\":\"false\",\"there\":\"true\"}]",
        answer.get("differences").toString());
  }

  @Test
  void anotherFolderAndOneThatHasChangedAreNotTheSame() throws Exception {
    assertError("other", "dataset (here " + folder, answer(folder, null, SAME));
    assertError("other", "dataset (here /nowhere", answer(Path.of("/nowhere"), stamp(), SAME));
    assertError("other", CHANGED, answer(dataset, null, SAME));
    String before = stamp();
    Path record = dataset.resolve("cases/phantom001/case.json");
    FileTime written = Files.getLastModifiedTime(record);
    Files.setLastModifiedTime(record, FileTime.from(written.toInstant().plusNanos(1)));
    assertError("other", CHANGED, answer(dataset, stamp(), SAME));
    assertEquals("welcome", answer(dataset, before, SAME).get("type").textValue());
  }

  /** Not what this server was told to serve, of a dataset that is prepared for another. */
  @Test
  void withoutAChoiceThePreparedSizeAndAllModalitiesAreMeant() throws Exception {
    EngineOptions options = ServedPhantoms.options().patchSize(8, 8, 8).modalities("T1");
    try (ServedPhantoms other =
            ServedPhantoms.with(options, dataset, folder.resolve("other-socket"));
        RawClient client = new RawClient(other.socket)) {
      JsonNode answer = ask(client, dataset, stamp(), SAME);
      assertError("other", "--modalities (here", answer);
      assertEquals(
          "[{\"option\":\"--modalities\",\"here\":\"[\\\"DWI\\\",\\\"T1\\\"]\","
              + "\"there\":\"[\\\"T1\\\"]\"},"
              + "{\"option\":\"--patch-size\",\"here\":\"[7,7,5]\",\"there\":\"[8,8,8]\"}]",
          answer.get("differences").toString());
    }
  }

  /** A server that was told what would be there anyway. */
  @Test
  void whatIsSpelledOutIsTheSame() throws Exception {
    EngineOptions options = ServedPhantoms.options().patchSize(7, 7, 5).modalities("DWI", "T1");
    try (ServedPhantoms other =
            ServedPhantoms.with(options, dataset, folder.resolve("other-socket"));
        RawClient client = new RawClient(other.socket)) {
      assertTrue(ask(client, dataset, stamp(), SAME).path("same").booleanValue());
    }
  }

  @Test
  void whoWantsSomethingElseTakesNoRankAndIsToldSoThoughItIsTaken() throws Exception {
    try (RawClient first = client(0);
        RawClient second = new RawClient(served.socket)) {
      assertError("other", "--validation-of-all", ask(second, dataset, stamp(), "{}"));
      assertEquals("opened", first.ask(OPEN.formatted(0)).get("type").textValue());
    }
    try (RawClient third = new RawClient(served.socket)) {
      assertEquals("welcome", ask(third, dataset, stamp(), SAME).get("type").textValue());
    }
  }

  @Test
  void whatCannotBeReadIsRefusedForWhatItIs() throws Exception {
    String wrong = "{\"delivery\":{\"batchSize\":0}}";
    assertError("argument", "batchSize", answer(dataset, stamp(), wrong));
    for (String same : new String[] {"1", "{}", "{\"folder\":\"/a\",\"options\":[1]}"}) {
      try (RawClient client = new RawClient(served.socket)) {
        ObjectNode hello = (ObjectNode) Frames.JSON.readTree(HELLO.formatted(0).replace('\'', '"'));
        hello.set("same", Frames.JSON.readTree(same));
        assertError("protocol", "same must have a folder", client.ask(hello.toString()));
      }
    }
  }
}
