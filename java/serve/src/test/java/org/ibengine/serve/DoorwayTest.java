package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DoorwayTest {
  private static final int RANKS = 2;
  private static final int MOST = RANKS + Doorway.STRANGERS_BESIDE_RANKS;

  @TempDir private Path folder;
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Doorway doorway = new Doorway(RANKS, clock, log::add);
  private final BlockingQueue<Frames> guests = new LinkedBlockingQueue<>();
  private SocketFile socket;
  private Thread porter;

  @BeforeEach
  void listen() {
    socket = SocketFile.listen(folder.resolve("s"));
  }

  @AfterEach
  void close() throws Exception {
    socket.close();
    porter.join();
    clock.shutdownNow();
  }

  private void open(Consumer<Frames> host) {
    porter = new Thread(() -> doorway.open(socket, host));
    porter.start();
  }

  private SocketChannel knock() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket.path()));
  }

  private static void assertEnded(SocketChannel channel) throws IOException {
    assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
  }

  @Test
  void serverGoesOnWhereThreadsRunOutAndSaysSoOnce() throws Exception {
    AtomicInteger left = new AtomicInteger(3);
    open(
        frames -> {
          if (left.getAndDecrement() > 0) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          guests.add(frames);
        });
    for (int i = 0; i < 3; i++) {
      assertEnded(knock());
    }
    try (SocketChannel served = knock()) {
      assertTrue(doorway.greeted(guests.take()));
      assertTrue(served.isConnected());
    }
    assertEquals(1, log.size(), log::toString);
    assertTrue(
        log.get(0).startsWith("a connection could not be served: unable to create native thread;"),
        log::toString);
  }

  @Test
  void oldestSilentConnectionMakesRoomForTheNewest() throws Exception {
    open(guests::add);
    List<SocketChannel> silent = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      silent.add(knock());
      guests.take();
    }
    assertEquals(List.of(), log);
    try (SocketChannel newest = knock();
        SocketChannel another = knock()) {
      assertEnded(silent.get(0));
      assertEnded(silent.get(1));
      assertTrue(doorway.greeted(guests.take()));
      assertTrue(doorway.greeted(guests.take()));
      assertTrue(newest.isConnected() && another.isConnected());
      assertEquals(
          List.of("more than 34 connections have not said hello; the oldest are closed"), log);
    }
  }

  @Test
  void greetedConnectionIsNoStrangerAndMakesNoRoom() throws Exception {
    open(guests::add);
    try (SocketChannel first = knock()) {
      Frames greeted = guests.take();
      assertTrue(doorway.greeted(greeted));
      for (int i = 0; i < MOST + 5; i++) {
        knock();
        guests.take();
      }
      greeted.write(new byte[] {'{', '}'});
      ByteBuffer heard = ByteBuffer.allocate(6);
      while (heard.hasRemaining()) {
        assertTrue(first.read(heard) > 0);
      }
    }
  }
}
