package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.stream.StreamSupport;
import org.ibengine.volume.Geometry;
import org.junit.jupiter.api.Test;

/** Clients are told where the voxels of cases lie. */
class GeometryRequestTest extends OnServedPhantoms {
  private static final String REQUEST = "{'type':'geometry','cases':[%s]}";

  @Test
  void geometryOfEveryCaseIsThatOfTheEngineToTheLastBit() throws Exception {
    try (RawClient client = client(0)) {
      for (String name : served.engine.cases()) {
        JsonNode answer = client.ask(REQUEST.formatted("'" + name + "'"));
        assertEquals("geometry", answer.get("type").textValue());
        assertEquals(1, answer.get("cases").size());
        Geometry geometry = served.engine.geometry(name);
        JsonNode told = answer.get("cases").get(name);
        assertArrayEquals(new double[] {20, 24, 30}, numbers(told.get("size")));
        assertArrayEquals(new double[] {2, 3, 4}, numbers(told.get("spacingMm")));
        assertArrayEquals(geometry.affine().toArray(), numbers(told.get("affine")));
      }
    }
  }

  @Test
  void epochThatIsOpenGoesOn() throws Exception {
    try (RawClient client = client(0)) {
      client.ask(OPEN.formatted(0));
      assertEquals("batch", client.ask(NEXT).get("type").textValue());
      String name = "'" + served.engine.cases().get(0) + "'";
      assertEquals("geometry", client.ask(REQUEST.formatted(name)).get("type").textValue());
      assertEquals(1, client.ask(NEXT).get("step").intValue());
    }
  }

  @Test
  void caseThatIsNotThereIsToldAndTheConnectionStays() throws Exception {
    try (RawClient client = client(0)) {
      assertError("argument", "no case nobody", client.ask(REQUEST.formatted("'nobody'")));
      assertEquals(0, client.ask(REQUEST.formatted("")).get("cases").size());
    }
  }

  @Test
  void moreCasesThanAMessageHoldsAreRefused() throws Exception {
    String name = "'" + served.engine.cases().get(0) + "'";
    try (RawClient client = client(0)) {
      String most = String.join(",", Collections.nCopies(1000, name));
      assertEquals(1, client.ask(REQUEST.formatted(most)).get("cases").size());
      assertError("argument", "1000", client.ask(REQUEST.formatted(most + "," + name)));
    }
  }

  @Test
  void namesThatAreNotTextsEndTheConnection() throws Exception {
    try (RawClient client = client(0)) {
      assertError("protocol", "cases must be texts", client.ask(REQUEST.formatted("1")));
      assertNull(client.hear());
    }
  }

  private static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }
}
