package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that may open a few more files only. */
@Timeout(120)
class ShortageTest {
  private static final String HELLO =
      "{'type':'hello','protocol':3,'client':'t','process':1,'rank':%d}";

  /** The process that serves. */
  static final class Server {
    public static void main(String[] arguments) throws Exception {
      try (ServedPhantoms served =
          ServedPhantoms.printing(Path.of(arguments[0]), Path.of(arguments[1]))) {
        served.end.get();
      }
    }
  }

  @TempDir private Path folder;
  private Process server;
  private Path socket;
  private Path log;

  @BeforeEach
  void start() throws Exception {
    socket = folder.resolve("s");
    log = folder.resolve("log");
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dib.cuda=off",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Server.class.getName(),
                PreparedPhantoms.in(folder).toString(),
                socket.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    while (!Files.exists(socket)) {
      assertTrue(server.isAlive(), text());
      Thread.sleep(10);
    }
    RawClient.greeted(socket, 0).close(); // what is loaded later is loaded now
  }

  @AfterEach
  void end() {
    server.destroyForcibly();
  }

  private String text() throws IOException {
    return Files.readString(log);
  }

  private long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
      return files.count();
    }
  }

  /** As {@code ulimit -n} for the server, from now on; false where the tool for it is missing. */
  private boolean allow(long files) throws Exception {
    try {
      return new ProcessBuilder(
                  "prlimit", "--pid", "" + server.pid(), "--nofile=%1$d:%1$d".formatted(files))
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static JsonNode welcome(RawClient client, int rank) throws IOException {
    return client.ask(HELLO.formatted(rank));
  }

  @Test
  void serverOutlivesMoreConnectionsThanItMayOpenFilesAndServesItsRanks() throws Exception {
    assumeTrue(allow(openFiles() + 8), "prlimit is needed (apt-get install util-linux)");
    List<SocketChannel> silent = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      silent.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }
    try (RawClient first = new RawClient(socket);
        RawClient second = new RawClient(socket)) {
      assertEquals("welcome", welcome(first, 0).path("type").asText());
      assertEquals("welcome", welcome(second, 1).path("type").asText());
      for (SocketChannel channel : silent) {
        channel.close();
      }
      assertEquals(
          "opened",
          first.ask("{'type':'open','what':'epoch','seed':7,'epoch':0}").path("type").asText());
      assertEquals(
          "batch", first.ask("{'type':'next','run':'training'}").path("type").asText(), text());
    }
    assertTrue(server.isAlive(), text());
    assertEquals(1, text().split("a connection could not be served", -1).length - 1, text());
    assertTrue(text().contains("Too many open files"), text());
  }
}
