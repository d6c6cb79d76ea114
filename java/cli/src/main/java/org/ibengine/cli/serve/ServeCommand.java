package org.ibengine.cli.serve;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.Backends;
import org.ibengine.cli.options.EngineOptionsMixin;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.JarVersion;
import org.ibengine.cpu.BatchScheduling;
import org.ibengine.error.IbException;
import org.ibengine.serve.EngineServer;
import org.ibengine.serve.Greeting;
import org.ibengine.serve.RankMemories;
import org.ibengine.serve.ServedMemory;
import org.ibengine.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib serve DIR --socket PATH}: batches for training loops in Python. */
@Command(
    name = "serve",
    sortOptions = false,
    description = {
      "Hand batches to training loops in other processes (Python: ib_engine.connect(PATH)), in"
          + " shared memory or, with backend cuda, in the memory of the GPU. One client a rank; all"
          + " ranks of this node from one server.",
      "Runs until it is told to end (SIGTERM, SIGINT) or, with --once, until its clients are gone."
    })
public final class ServeCommand implements Callable<Integer> {
  private static final String ON_HOST = "cpu";
  private static final String ON_DEVICE = "cuda";
  private static final long GOODBYE_SECONDS = 5;

  @Parameters(paramLabel = "DIR", description = "Dataset folder made by ib prepare.")
  private Path folder;

  @Option(
      names = "--socket",
      required = true,
      paramLabel = "PATH",
      description = "Where clients connect; only the user who started the server may.")
  private Path socket;

  @Option(
      names = "--local-ranks",
      paramLabel = "N",
      description = "Ranks served, from --rank on. Default: all up to --world-size.")
  private Integer localRanks;

  @Option(
      names = "--once",
      description =
          "End when the clients of all ranks have come and gone; at once, with exit code 1, when"
              + " one is gone without a goodbye.")
  private boolean once;

  @Option(
      names = "--validation-of-all",
      description =
          "Validations show all cases, those of training included. Default: what --fold holds out;"
              + " none without a fold.")
  private boolean validationOfAll;

  @Mixin private EngineOptionsMixin engineOptions;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    int ranks = ranks();
    leaveProcessorsToClients();
    String backend = backend();
    EngineOptions options =
        engineOptions.options().backend(backend).localRanks(ranks).validationOfAll(validationOfAll);
    if (backend.equals(ON_DEVICE)) {
      try (IbEngine engine = IbEngine.open(folder, options)) {
        ServedMemory memory = ServedMemory.ofDevice(engine.device().number());
        return serve(engines(engine, ranks, engine::forRank), memory);
      }
    }
    int first = engineOptions.rank();
    try (RankMemories memories = new RankMemories();
        IbEngine engine = IbEngine.open(folder, options.batchMemory(memories.of(first)))) {
      return serve(
          engines(engine, ranks, rank -> engine.forRank(rank, memories.of(rank))),
          ServedMemory.ofHost(memories));
    }
  }

  /** The engine of each rank; that of the first is open. */
  private Map<Integer, IbEngine> engines(IbEngine first, int ranks, IntFunction<IbEngine> others) {
    engineOptions.folds().tell(first.roles(), spec.commandLine().getErr());
    Map<Integer, IbEngine> engines = new TreeMap<>();
    for (int i = 0; i < ranks; i++) {
      int rank = engineOptions.rank() + i;
      engines.put(rank, i == 0 ? first : others.apply(rank));
    }
    return engines;
  }

  private int serve(Map<Integer, IbEngine> engines, ServedMemory memory) throws IOException {
    Greeting greeting =
        new Greeting(
            new JarVersion().getVersion()[0], engineOptions.worldSize(), engineOptions.batchSize());
    return serve(new EngineServer.Service(engines, memory, greeting, once, this::log));
  }

  private int ranks() {
    int most = engineOptions.worldSize() - engineOptions.rank();
    int ranks = localRanks == null ? most : localRanks;
    if (ranks < 1 || ranks > most) {
      throw new IllegalArgumentException(
          Text.format(
              "--rank and --local-ranks must name ranks in [0, world size %d), were %d and %d",
              engineOptions.worldSize(), engineOptions.rank(), ranks));
    }
    return ranks;
  }

  /** Else the threads that a client's message wakes take its processor: 0.5 ms of its step. */
  private void leaveProcessorsToClients() {
    try {
      BatchScheduling.fromHere();
    } catch (IbException e) {
      log("batches may come later to clients on busy processors: " + e.getMessage());
    }
  }

  /** The one that was asked for; {@code auto} says which it takes, and why not a GPU. */
  private String backend() {
    String asked = engineOptions.backend();
    if (!asked.equals(Backends.AUTO)) {
      if (!asked.equals(ON_HOST) && !asked.equals(ON_DEVICE)) {
        throw new IllegalArgumentException(
            "ib serve hands over memory that other processes can open, --backend must be auto, cpu or cuda, was "
                + asked);
      }
      return asked;
    }
    Optional<String> reason =
        Backends.providers().stream()
            .filter(provider -> provider.name().equals(ON_DEVICE))
            .findFirst()
            .map(Backends::unavailableReason)
            .orElse(Optional.of("its provider is missing or broken, see ib backends"));
    log(
        reason
            .map(why -> Text.format("backend auto: %s; not %s: %s", ON_HOST, ON_DEVICE, why))
            .orElse(Text.format("backend auto: %s; batches lie in its memory", ON_DEVICE)));
    return reason.isPresent() ? ON_HOST : ON_DEVICE;
  }

  private int serve(EngineServer.Service service) throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    try (EngineServer server = new EngineServer(service)) {
      Thread ending = new Thread(() -> end(server, over), "ib-serve-end");
      Runtime.getRuntime().addShutdownHook(ending);
      server.listen(socket); // behind the hook: a signal must not leave the socket there
      PrintWriter out = spec.commandLine().getOut();
      out.printf("serving %s, ranks %s, on %s%n", folder, service.ranks().keySet(), socket);
      out.flush();
      return server.run() ? ExitCode.OK : ExitCode.FAILED;
    } finally {
      over.countDown();
    }
  }

  /** On a signal; the process ends when this returns. */
  private static void end(EngineServer server, CountDownLatch over) {
    server.close();
    try {
      over.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void log(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("ib: " + line);
    err.flush();
  }
}
