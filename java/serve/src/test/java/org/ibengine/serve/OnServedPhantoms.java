package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server for each test, and what its clients say. */
@Timeout(60)
abstract class OnServedPhantoms {
  /** To be given the number of the epoch. */
  static final String OPEN = "{'type':'open','what':'epoch','seed':7,'epoch':%s}";

  static final String NEXT = "{'type':'next','run':'training'}";

  /** To be given the rank. */
  static final String HELLO = "{'type':'hello','protocol':3,'client':'t','process':1,'rank':%s}";

  @TempDir static Path folder;
  static Path dataset;
  ServedPhantoms served;

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

  RawClient client(int rank) throws Exception {
    return RawClient.greeted(served.socket, rank);
  }

  static void assertError(String code, String part, JsonNode answer) {
    assertEquals("error", answer.path("type").asText(), answer.toString());
    assertEquals(code, answer.path("code").asText(), answer.toString());
    assertTrue(answer.path("message").asText().contains(part), answer.toString());
  }
}
