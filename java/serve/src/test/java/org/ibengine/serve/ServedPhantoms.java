package org.ibengine.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.SharingChoice;

/** A server of two ranks in this process, on a dataset folder. */
final class ServedPhantoms implements AutoCloseable {
  static final int BATCH = 2;
  static final int SLOTS = 3;

  final Path socket;
  final ServedRanks ranks;
  final IbEngine engine; // of rank 0
  final List<String> log = new CopyOnWriteArrayList<>();
  final EngineServer server;
  final FutureTask<Boolean> end;

  ServedPhantoms(Path dataset, Path socket, boolean once) {
    this(dataset, socket, once, "cpu", options(), line -> {});
  }

  /**
   * @param options of two ranks
   */
  static ServedPhantoms with(EngineOptions options, Path dataset, Path socket) {
    return new ServedPhantoms(dataset, socket, false, "cpu", options, line -> {});
  }

  static ServedPhantoms onDevice(Path dataset, Path socket) {
    return on("cuda", dataset, socket);
  }

  static ServedPhantoms on(String backend, Path dataset, Path socket) {
    return new ServedPhantoms(dataset, socket, false, backend, options(), line -> {});
  }

  static ServedPhantoms printing(Path dataset, Path socket) {
    return new ServedPhantoms(dataset, socket, false, "cpu", options(), System.out::println);
  }

  private ServedPhantoms(
      Path dataset,
      Path socket,
      boolean once,
      String backend,
      EngineOptions options,
      Consumer<String> listener) {
    this.socket = socket;
    this.ranks =
        ServedRanks.open(dataset, options, SharingChoice.of(backend), new ServedRanks.Range(0, 2));
    this.engine = ranks.engines().get(0);
    Greeting greeting = new Greeting("test server", dataset, 2, BATCH, comparison(dataset));
    Consumer<String> logs = log::add;
    server =
        new EngineServer(
            new EngineServer.Service(
                ranks.engines(), ranks.memory(), greeting, once, logs.andThen(listener)));
    server.listen(socket);
    end = new FutureTask<>(server::run);
    Thread thread = new Thread(end, "test-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Its words are JSON of options. */
  private static Optional<Comparison> comparison(Path dataset) {
    return Optional.of(
        Comparison.of(dataset, words -> EngineOptions.fromJson(String.join("", words))));
  }

  static EngineOptions options() {
    return EngineOptions.defaults()
        .backend("cpu")
        .threads(1)
        .batchSize(BATCH)
        .rank(0, 2)
        .prefetch(SLOTS)
        .validationOfAll(true);
  }

  /** Of the file that the batches of a rank lie in. */
  int descriptor(int rank) {
    ObjectNode told = Frames.JSON.createObjectNode();
    ranks.memory().describe(told, rank);
    return told.get("descriptor").intValue();
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      end.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
    ranks.close();
  }
}
