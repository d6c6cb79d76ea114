package org.ibengine.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;

/** A server of two ranks in this process, on a dataset folder. */
final class ServedPhantoms implements AutoCloseable {
  static final int BATCH = 2;
  static final int SLOTS = 3;

  final Path socket;
  final RankMemories memory; // null if batches lie in a device's
  final IbEngine engine;
  final List<String> log = new CopyOnWriteArrayList<>();
  final EngineServer server;
  final FutureTask<Boolean> end;

  ServedPhantoms(Path dataset, Path socket, boolean once) {
    this(dataset, socket, once, new RankMemories(), line -> {});
  }

  static ServedPhantoms onDevice(Path dataset, Path socket) {
    return new ServedPhantoms(dataset, socket, false, null, line -> {});
  }

  static ServedPhantoms printing(Path dataset, Path socket) {
    return new ServedPhantoms(dataset, socket, false, new RankMemories(), System.out::println);
  }

  private ServedPhantoms(
      Path dataset, Path socket, boolean once, RankMemories memory, Consumer<String> listener) {
    this.socket = socket;
    this.memory = memory;
    EngineOptions options = options().localRanks(2);
    this.engine =
        IbEngine.open(
            dataset, memory == null ? options.backend("cuda") : options.batchMemory(memory.of(0)));
    ServedMemory served =
        memory == null
            ? ServedMemory.ofDevice(engine.device().number())
            : ServedMemory.ofHost(memory);
    IbEngine second = memory == null ? engine.forRank(1) : engine.forRank(1, memory.of(1));
    Map<Integer, IbEngine> ranks = new TreeMap<>(Map.of(0, engine, 1, second));
    Greeting greeting = new Greeting("test server", 2, BATCH);
    Consumer<String> logs = log::add;
    server =
        new EngineServer(
            new EngineServer.Service(ranks, served, greeting, once, logs.andThen(listener)));
    server.listen(socket);
    end = new FutureTask<>(server::run);
    Thread thread = new Thread(end, "test-server");
    thread.setDaemon(true);
    thread.start();
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

  @Override
  public void close() throws IOException {
    server.close();
    try {
      end.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
    engine.close();
    if (memory != null) {
      memory.close();
    }
  }
}
