package org.ibengine.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ibengine.IbEngine;
import org.ibengine.error.IbException;
import org.ibengine.text.Text;

/** Hands the batches of engines to clients, one client per rank. Thread-safe. */
public final class EngineServer implements AutoCloseable {
  private static final long FAREWELL_MS = 500;

  /**
   * What to serve; the caller closes it after closing the server.
   *
   * @param ranks the engine of each rank; their batches lie in {@code memory}
   * @param once end when the clients of all ranks have come and gone, or one has left without a
   *     goodbye
   * @param log receives one line for people about every client that comes or goes
   */
  public record Service(
      Map<Integer, IbEngine> ranks,
      ServedMemory memory,
      Greeting greeting,
      boolean once,
      Consumer<String> log) {}

  /** How a connection ended. */
  private enum Parting {
    REFUSED,
    GOODBYE,
    LOST
  }

  private final Service service;
  private final Map<Integer, RankPlace> places = new TreeMap<>();
  private final Connections connections;
  private final ScheduledThreadPoolExecutor clock;
  private final Doorway doorway;
  private SocketFile socket; // null before listen
  private volatile boolean ended;
  private volatile boolean clientLost;

  public EngineServer(Service service) {
    this.service = service;
    connections = new Connections(service.log());
    service.ranks().forEach((rank, engine) -> places.put(rank, new RankPlace(engine)));
    clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "ib-serve-clock"));
    clock.prestartCoreThread(); // later there may be no thread left for it
    doorway = new Doorway(places.size(), clock, this::sayUnlessEnded);
  }

  /**
   * Lets clients connect; {@link #run} serves them. Does nothing once closed.
   *
   * @throws IllegalArgumentException if a server already listens there or something else is there
   * @throws org.ibengine.error.DatasetException if the socket cannot be created
   */
  public synchronized void listen(Path path) {
    if (!ended) {
      socket = SocketFile.listen(path);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Serves after {@link #listen} until {@link #close} or, with {@code once}, until the clients are
   * gone. Blocks.
   *
   * @return false if it ended because a client left without a goodbye
   */
  public boolean run() {
    SocketFile listening = listening();
    if (listening != null) {
      doorway.open(listening, this::receive); // until close(), from another thread
    }
    service.memory().farewell(connections::none);
    return !clientLost;
  }

  private synchronized SocketFile listening() {
    return socket;
  }

  private void receive(Frames frames) {
    connections.add(frames);
    boolean begun = false;
    try {
      daemon(() -> serve(frames), "ib-serve-client").start();
      begun = true;
    } finally {
      if (!begun) {
        connections.remove(frames);
      }
    }
  }

  private void serve(Frames frames) {
    Parting parting = Parting.REFUSED;
    try {
      parting = converse(frames);
    } catch (OutOfMemoryError e) { // of memory or of threads, before it was greeted
      sayUnlessEnded("a connection could not be served: " + e.getMessage());
    } finally {
      doorway.greeted(frames);
      connections.close(frames);
      clientLeft(parting);
    }
  }

  private Parting converse(Frames frames) {
    try {
      JsonNode hello = frames.read();
      if (doorway.greeted(frames) && hello != null) {
        return greet(frames, hello);
      }
    } catch (ProtocolException | Refusal e) {
      refuse(frames, e);
    } catch (IOException e) {
      if (doorway.greeted(frames)) { // else it was dismissed
        sayUnlessEnded("a connection broke before it was greeted: " + e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Parting.REFUSED;
  }

  private Parting greet(Frames frames, JsonNode hello)
      throws IOException, Refusal, InterruptedException {
    int rank = service.greeting().rankOf(hello, places);
    long process = Greeting.processOf(hello);
    RankPlace place = places.get(rank);
    service.greeting().requireSame(hello, place.engine());
    if (!place.take()) {
      throw new Refusal(
          "busy",
          Text.format(
              "a rank has one client at a time, but rank %d already has one; end it or ask for another rank",
              rank));
    }
    try {
      service
          .log()
          .accept(Text.format("rank %d: %s connected", rank, hello.path("client").asText()));
      ObjectNode welcome = service.greeting().welcome(hello, rank, place, service.memory());
      return session(frames, rank, welcome, service.memory().lendTo(rank, process));
    } finally {
      place.leave();
    }
  }

  private Parting session(Frames frames, int rank, ObjectNode welcome, Lending lending) {
    ClientSession session = new ClientSession(frames, places.get(rank).engine(), lending);
    try {
      if (session.serve(welcome)) {
        service.log().accept(Text.format("rank %d: client said goodbye", rank));
        return Parting.GOODBYE;
      }
    } catch (ProtocolException e) {
      refuse(frames, e);
    } catch (IOException e) {
      // The client is gone; said below.
    } catch (IbException | OutOfMemoryError e) { // of a device whose batches came back; threads
      service.log().accept(Text.format("rank %d: %s", rank, e.getMessage()));
    }
    sayUnlessEnded(
        Text.format(
            "rank %d: client is gone %s; its batches are free again",
            rank, session.lastPosition()));
    return Parting.LOST;
  }

  private void clientLeft(Parting parting) {
    if (!service.once() || parting == Parting.REFUSED) {
      return;
    }
    if (parting == Parting.LOST || places.values().stream().allMatch(RankPlace::done)) {
      clientLost |= parting == Parting.LOST && !ended;
      close();
    }
  }

  /** Whether any client is connected. */
  public boolean isInUse() {
    return !connections.none();
  }

  /** Whether every rank has had a client, be it gone again. */
  public boolean allCame() {
    return places.values().stream().allMatch(RankPlace::hasBeenTaken);
  }

  private void sayUnlessEnded(String line) {
    if (!ended) {
      service.log().accept(line);
    }
  }

  private void refuse(Frames frames, Exception reason) {
    service.log().accept("a client was refused: " + reason.getMessage());
    try {
      frames.send(Refusal.message(reason, null));
    } catch (IOException e) {
      service.log().accept("it had left before it could be told why");
    }
  }

  private void stopListening() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      service.log().accept(socket.path() + " could not be removed: " + e);
    }
  }

  /** Removes the socket, tells all clients and ends their connections. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      stopListening();
    }
    service.memory().end();
    // Nobody can be told who does not read.
    clock.schedule(connections::closeAll, FAREWELL_MS, TimeUnit.MILLISECONDS);
    connections.bidFarewell();
    clock.shutdownNow();
  }
}
