package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ibengine.serve.Leash.Owner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server learns of a process that it belongs to. */
@Timeout(60)
class LeashTest {
  private final BlockingQueue<Owner> seen = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final PipedOutputStream held = new PipedOutputStream();
  private Process owner;

  @BeforeEach
  void startOwner() throws IOException {
    owner = new ProcessBuilder("sleep", "60").start();
  }

  @AfterEach
  void endOwner() {
    owner.destroyForcibly();
  }

  private void watch(Owner last) throws IOException, InterruptedException {
    Leash.watch(
        OwnerProcess.parse("" + owner.pid()),
        new PipedInputStream(held),
        now -> {
          seen.add(now);
          return now == last;
        },
        ended::countDown);
    assertEquals(Owner.THERE, seen.poll(30, TimeUnit.SECONDS));
  }

  private void assertEnds() throws InterruptedException {
    assertTrue(ended.await(30, TimeUnit.SECONDS), seen::toString);
  }

  @Test
  void ownerThatLetsGoIsToldFromOneThatEndsAlthoughItEndsNext() throws Exception {
    watch(Owner.LETS_GO);
    held.write('.');
    held.close();
    owner.destroyForcibly().waitFor();
    assertEnds();
    assertTrue(!seen.contains(Owner.ENDED), seen::toString);
  }

  @Test
  void endOfThePipeIsTheEndOfTheOwner() throws Exception {
    watch(Owner.ENDED);
    held.close();
    assertEnds();
  }

  @Test
  void ownerThatEndsIsMissedThoughSomethingHoldsItsPipe() throws Exception {
    watch(Owner.ENDED);
    owner.destroyForcibly().waitFor();
    assertEnds();
    held.close();
  }
}
