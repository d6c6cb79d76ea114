package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clients that ask for what there is not, or do not listen. */
class ClientSessionTest extends OnServedPhantoms {
  private static final String OPEN_OF = "{'type':'open','what':'epoch','seed':%s,'epoch':%s}";
  private static final String RELEASE = "{'type':'release','run':'training','step':%s}";

  @Test
  void numbersOutOfRangeAreToldAndTheConnectionStays() throws Exception {
    try (RawClient client = client(0)) {
      String tooLarge = "9223372036854775808";
      assertError("argument", "64 bits", client.ask(OPEN_OF.formatted(tooLarge, 0)));
      assertError("argument", "32 bits", client.ask(OPEN_OF.formatted(1, "2147483648")));
      client.ask(OPEN_OF.formatted(1, 0));
      assertError("argument", "32 bits", client.ask(RELEASE.formatted("2147483648")));
      assertEquals(0, client.ask(NEXT).get("step").intValue());
    }
  }

  @Test
  void whatIsNoWholeNumberEndsTheConnection() throws Exception {
    for (String seed : new String[] {"'7'", "7.5", "null"}) {
      try (RawClient client = client(0)) {
        assertError("protocol", "seed must be a whole", client.ask(OPEN_OF.formatted(seed, 0)));
        assertNull(client.hear());
      }
    }
  }

  @Test
  void nextBehindTheLastBatchIsToldAndTheConnectionStays() throws Exception {
    try (RawClient client = client(0)) {
      int steps = client.ask(OPEN_OF.formatted(1, 0)).get("steps").intValue();
      for (int step = 0; step < steps; step++) {
        client.ask(NEXT);
        client.say(RELEASE.formatted(step));
      }
      assertError("state", "no more batches", client.ask(NEXT));
      client.ask("{'type':'close','run':'training'}");
      assertEquals("opened", client.ask(OPEN_OF.formatted(1, 1)).get("type").textValue());
    }
  }

  @Test
  void textInAnotherEncodingIsToldAndEndsTheConnection() throws Exception {
    try (RawClient client = client(0)) {
      client.send(new byte[] {-1, -2, 0, 0, 'a', 'a'});
      assertError("protocol", "UTF-8", client.hear());
      assertNull(client.hear());
    }
  }

  @Test
  void serverEndsThoughAClientDoesNotListen() throws Exception {
    try (RawClient client = client(0)) {
      AtomicInteger said = new AtomicInteger();
      Thread talking = new Thread(() -> talk(client, said));
      talking.setDaemon(true);
      talking.start();
      for (int before = -1; said.get() > before; TimeUnit.MILLISECONDS.sleep(500)) {
        before = said.get(); // until both sides' buffers are full
      }
      var ending = Executors.newSingleThreadExecutor(ClientSessionTest::daemon);
      ending.submit(served.server::close).get();
      assertTrue(served.end.get());
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  /** Each of these is answered by an error. */
  private static void talk(RawClient client, AtomicInteger said) {
    try {
      while (true) {
        client.say("{'type':'open','what':'resume','state':'nonsense'}");
        said.incrementAndGet();
      }
    } catch (IOException e) {
      // The server has ended.
    }
  }
}
