package org.ibengine.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.ibengine.Batch;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.error.Failures;
import org.ibengine.plan.EpochId;
import org.ibengine.text.Text;

/**
 * One client from its greeting to its end. Its own thread reads; another waits for batches and
 * sends them, so that the end of the client is seen while a batch is being filled.
 */
final class ClientSession {
  private static final String TRAINING = "training";
  private static final String VALIDATION = "validation";

  /** A client sends them back inside a text, where a byte may take three. */
  static final int MOST_OPTIONS = Frames.MOST_BYTES / 4;

  private final Frames frames;
  private final IbEngine engine;
  private final Lending lending;
  private final BatchMessage batchMessage;
  private final Map<String, ServedEpoch> epochs = new ConcurrentHashMap<>();
  private final LedgerMessages ledgers = new LedgerMessages();
  private final ThreadPoolExecutor sender;
  private volatile String last = "";

  /** Owns the lending. */
  ClientSession(Frames frames, IbEngine engine, Lending lending) {
    this.frames = frames;
    this.engine = engine;
    this.lending = lending;
    this.batchMessage = new BatchMessage(lending);
    this.sender =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "ib-serve-sender");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Serves until the client says goodbye (true) or is gone (false); all its batches are given back
   * then, and the lending is closed.
   */
  boolean serve(ObjectNode welcome) throws IOException {
    boolean goodbye = false;
    try {
      engine.weights(Map.of()); // those of the client before
      sender.prestartCoreThread(); // a client is welcome where there is a thread for it
      frames.send(welcome);
      for (JsonNode message = frames.read(); message != null; message = frames.read()) {
        if (message.get("type").textValue().equals("bye")) {
          goodbye = true;
          return true;
        }
        answer(message);
      }
      return false;
    } finally {
      last = position();
      sender.shutdown();
      part(goodbye);
    }
  }

  private void part(boolean goodbye) {
    Failures failures = new Failures();
    if (!goodbye) {
      failures.collect(lending::awaitClientsEnd);
    }
    epochs.values().forEach(epoch -> failures.collect(epoch::close));
    failures.collect(lending::close);
    failures.rethrow();
  }

  /** What the client had when it left, for people. */
  String lastPosition() {
    return last;
  }

  private String position() {
    return epochs.isEmpty()
        ? "between epochs"
        : "in "
            + String.join(" and ", epochs.values().stream().map(ServedEpoch::position).toList());
  }

  private void answer(JsonNode message) throws IOException {
    String run = message.path("run").textValue();
    try {
      switch (message.get("type").textValue()) {
        case "open" -> open(message);
        case "next" -> next(run);
        case "release" -> epoch(run).release(Fields.integer(message, "step"));
        case "close" -> close(run);
        case "geometry" -> frames.send(GeometryJson.answer(message, engine));
        case "ledger" -> ledgers.send(message, epochs.get(run), frames);
        default ->
            throw new ProtocolException(
                "type must be open, next, release, close, geometry, ledger or bye, was "
                    + message.get("type"));
      }
    } catch (RuntimeException | OutOfMemoryError e) { // or of threads; other clients go on
      frames.send(Refusal.message(e, run));
    }
  }

  private void open(JsonNode message) throws IOException {
    Epoch epoch = OpenRequest.open(message, engine);
    ObjectNode answer = Frames.JSON.createObjectNode();
    answer.put("type", "opened");
    String run = epoch.id() instanceof EpochId.Validation ? VALIDATION : TRAINING;
    if (epoch.id() instanceof EpochId.Training training) {
      answer.put("seed", training.seed());
      answer.put("epoch", training.number());
    } else if (epoch.id() instanceof EpochId.Windows windows) {
      WindowsJson.put(answer.putObject("windows"), windows, engine);
    }
    ledgers.forget(run);
    epochs.put(run, new ServedEpoch(epoch, lending));
    String state = epoch.token();
    answer.put("run", run);
    answer.put("steps", epoch.steps());
    answer.put("slots", epoch.slots());
    answer.set("step", Frames.JSON.readTree(state).get("step"));
    answer.put("state", state);
    answer.set("options", sendable(Frames.JSON.readTree(engine.options().toJson())));
    frames.send(answer);
  }

  /** Null instead of those that would not fit in a client's {@code resume}. */
  static JsonNode sendable(JsonNode options) throws IOException {
    return Frames.JSON.writeValueAsBytes(options).length <= MOST_OPTIONS ? options : null;
  }

  private void next(String run) throws IOException {
    ServedEpoch epoch = epoch(run);
    epoch.ask();
    sender.execute(() -> sendNext(run, epoch));
  }

  private void sendNext(String run, ServedEpoch epoch) {
    try {
      Batch batch = epoch.take();
      if (batch != null) {
        lending.announce(batch);
        frames.write(batchMessage.of(run.equals(VALIDATION), batch, epoch.epoch().token()));
      }
    } catch (ProtocolException e) { // too long to be told
      sendQuietly(Refusal.message(new Refusal("argument", e.getMessage()), run));
    } catch (IOException e) {
      // The reading thread sees the end too, and takes the batches back.
    } catch (RuntimeException | Error e) {
      sendQuietly(Refusal.message(e, run));
    }
  }

  /** Answered after every batch that was asked for before. */
  private void close(String run) throws IOException {
    ServedEpoch epoch = epoch(run);
    epochs.remove(run);
    ledgers.keep(run, epoch.epoch().ledger());
    epoch.close();
    ObjectNode answer = Frames.JSON.createObjectNode().put("type", "closed").put("run", run);
    sender.execute(() -> sendQuietly(answer));
  }

  private ServedEpoch epoch(String run) throws ProtocolException {
    ServedEpoch epoch = run == null ? null : epochs.get(run);
    if (epoch == null) {
      throw new ProtocolException(
          Text.format("run must be training or validation, and open, was %s", run));
    }
    return epoch;
  }

  private void sendQuietly(ObjectNode message) {
    try {
      frames.send(message);
    } catch (IOException e) {
      // As in sendNext.
    }
  }
}
