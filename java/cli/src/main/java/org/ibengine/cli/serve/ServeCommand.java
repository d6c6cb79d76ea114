package org.ibengine.cli.serve;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.backend.SharingChoice;
import org.ibengine.cli.options.BackgroundWords;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.JarVersion;
import org.ibengine.error.IbException;
import org.ibengine.serve.BatchScheduling;
import org.ibengine.serve.Comparison;
import org.ibengine.serve.EngineServer;
import org.ibengine.serve.Greeting;
import org.ibengine.serve.ServedRanks;
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
          + " shared memory or, with backend cuda, in the memory of the GPU. One client per rank;"
          + " one server for all ranks of this node.",
      "Runs until it is told to end (SIGTERM, SIGINT) or, with --once, until its clients are gone."
    })
public final class ServeCommand implements Callable<Integer> {
  private static final long GOODBYE_SECONDS = 5;

  @Parameters(paramLabel = "DIR", description = "Dataset folder made by ib prepare.")
  private Path folder;

  @Mixin private OwnerOptions owner = new OwnerOptions();

  @Option(
      names = "--local-ranks",
      paramLabel = "N",
      description = "Number of ranks served, from --rank on. Default: all up to --world-size.")
  private Integer localRanks;

  @Option(
      names = "--once",
      description =
          "End when the clients of all ranks have come and gone; end at once, with exit code 1, if"
              + " one leaves without a goodbye.")
  private boolean once;

  @Mixin private ServedOptions served = new ServedOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    owner.begin();
    int ranks = ranks();
    leaveProcessorsToClients();
    SharingChoice choice = SharingChoice.of(served.engine().backend());
    if (!choice.reasons().isEmpty()) {
      log(choice.reasons());
    }
    EngineOptions options = served.options();
    Comparison comparison = Comparison.of(folder, ServedOptions::read);
    ServedRanks.Range range = new ServedRanks.Range(served.engine().rank(), ranks);
    try (ServedRanks opened = ServedRanks.open(folder, options, choice, range)) {
      IbEngine first = opened.engines().get(range.first());
      served.engine().folds().tell(first.roles(), spec.commandLine().getErr());
      BackgroundWords.tell(first.backgroundCheck(), spec.commandLine().getErr());
      served.engine().sampler().tell(first.pool(), spec.commandLine().getErr());
      return serve(opened, comparison);
    }
  }

  private int serve(ServedRanks opened, Comparison comparison) throws IOException {
    Greeting greeting =
        new Greeting(
            new JarVersion().getVersion()[0],
            folder,
            served.engine().worldSize(),
            served.engine().batchSize(),
            Optional.of(comparison));
    return serve(
        new EngineServer.Service(opened.engines(), opened.memory(), greeting, once, this::log));
  }

  private int ranks() {
    int most = served.engine().worldSize() - served.engine().rank();
    int ranks = localRanks == null ? most : localRanks;
    if (ranks < 1 || ranks > most) {
      throw new IllegalArgumentException(
          Text.format(
              "--rank and --local-ranks must name ranks in [0, world size %d), were %d and %d",
              served.engine().worldSize(), served.engine().rank(), ranks));
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

  private int serve(EngineServer.Service service) throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    try (EngineServer server = new EngineServer(service)) {
      Thread ending = new Thread(() -> end(server, over), "ib-serve-end");
      Runtime.getRuntime().addShutdownHook(ending);
      owner.listen(server); // after the hook: a signal must not leave the socket there
      PrintWriter out = spec.commandLine().getOut();
      out.println(owner.greeting(folder, service));
      out.flush();
      return server.run() ? ExitCode.OK : ExitCode.FAILED;
    } finally {
      owner.end();
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
