package org.ibengine.cli.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.ibengine.serve.EngineServer;
import org.ibengine.serve.Leash;
import org.ibengine.serve.OwnerProcess;
import org.ibengine.serve.ParentsLog;
import org.ibengine.serve.PrivateFolder;
import org.ibengine.text.Text;
import picocli.CommandLine.Option;

/** Where a server listens, and the process that it belongs to. */
final class OwnerOptions {
  /** How long ranks that have not come yet are waited for once the first one has let go. */
  private static final long LATE_NS = TimeUnit.SECONDS.toNanos(30);

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description =
          "Where clients connect; only the user who started the server can. Required without"
              + " --parent.")
  private Path socket;

  @Option(
      names = "--parent",
      paramLabel = "PID",
      description =
          "End as soon as this process has ended, or closes the pipe that is this server's standard"
              + " input. Without --socket, the server makes a folder for its socket, prints a JSON"
              + " object that names it in one line, and removes it at the end. For ib_engine.open.")
  private String parent;

  @Option(
      names = "--share",
      paramLabel = "NAME",
      description =
          "With --parent: the name of that folder, by which the other ranks of the node find it. The"
              + " server then ends when the process is gone and no rank is connected.")
  private String share;

  private Optional<ParentsLog> log = Optional.empty();
  private PrivateFolder made; // null with --socket
  private final AtomicReference<EngineServer> server = new AtomicReference<>(); // null before it is
  private long letGoSince; // of the only thread that looks; 0 before

  /**
   * Begins to watch the owner, if there is one.
   *
   * @throws IllegalArgumentException if the options do not go together
   */
  void begin() {
    if (socket == null && parent == null) {
      throw new IllegalArgumentException("ib serve needs --socket PATH, which was not given");
    }
    if (share != null && (parent == null || socket != null)) {
      throw new IllegalArgumentException(
          "--share goes with --parent and without --socket, was " + share);
    }
    if (parent != null) {
      log = ParentsLog.find();
      InputStream pipe = isPipe(Path.of("/proc/self/fd/0")) ? System.in : null;
      Leash.watch(OwnerProcess.parse(parent), pipe, this::isOver, () -> System.exit(0));
    }
  }

  private static boolean isPipe(Path input) {
    try {
      return Files.readSymbolicLink(input).toString().startsWith("pipe:");
    } catch (IOException e) {
      return false;
    }
  }

  /** Asked every tenth of a second. */
  private boolean isOver(Leash.Owner owner) {
    log.ifPresent(ParentsLog::shorten);
    EngineServer serving = server.get();
    if (owner == Leash.Owner.THERE || share == null || serving == null) {
      return owner != Leash.Owner.THERE;
    }
    if (owner == Leash.Owner.LETS_GO && letGoSince == 0) {
      letGoSince = System.nanoTime();
    }
    boolean awaited =
        owner == Leash.Owner.LETS_GO
            && !serving.allCame()
            && System.nanoTime() - letGoSince < LATE_NS;
    return !serving.isInUse() && !awaited;
  }

  /** Lets clients connect. */
  void listen(EngineServer ready) {
    if (socket == null) {
      made =
          share == null
              ? PrivateFolder.make(System.getenv())
              : PrivateFolder.make(System.getenv(), share);
    }
    ready.listen(path());
    server.set(ready);
  }

  private Path path() {
    return socket == null ? made.socket() : socket;
  }

  /** What is printed once clients can connect. */
  String greeting(Path folder, EngineServer.Service service) {
    if (socket != null) {
      return Text.format("serving %s, ranks %s, on %s", folder, service.ranks().keySet(), socket);
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("socket", path().toString())
        .put("process", ProcessHandle.current().pid())
        .toString();
  }

  /** After the server has closed its socket. */
  void end() {
    if (made != null) {
      made.close();
    }
  }
}
