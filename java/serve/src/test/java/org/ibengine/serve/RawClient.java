package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.ibengine.conformance.JsonKeys;

/** A client that says what a test wants it to say, written from the protocol's document alone. */
final class RawClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SocketChannel channel;

  RawClient(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  static RawClient greeted(Path socket, int rank) throws IOException {
    RawClient client = new RawClient(socket);
    JsonNode welcome =
        client.ask(
            "{'type':'hello','protocol':3,'client':'test','process':1,'rank':%d}".formatted(rank));
    assertEquals("welcome", welcome.path("type").asText(), welcome.toString());
    return client;
  }

  /** Sends JSON with single quotes. */
  void say(String text) throws IOException {
    send(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] body) throws IOException {
    ByteBuffer frame =
        ByteBuffer.allocate(4 + body.length).order(ByteOrder.LITTLE_ENDIAN).putInt(body.length);
    frame.put(body).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  /** The next message, whose keys must be camelCase; null at the end of the connection. */
  JsonNode hear() throws IOException {
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    if (!fill(length)) {
      return null;
    }
    ByteBuffer body = ByteBuffer.allocate(length.getInt(0));
    if (!fill(body)) {
      return null;
    }
    JsonNode message =
        body.get(0) == 'B'
            ? batch(body.flip().order(ByteOrder.LITTLE_ENDIAN))
            : JSON.readTree(body.array());
    assertEquals(List.of(), JsonKeys.notCamelCase(message));
    return message;
  }

  private static JsonNode batch(ByteBuffer body) throws IOException {
    assertEquals(0, body.getShort(2), "reserved bytes");
    ObjectNode message = JSON.createObjectNode().put("type", "batch");
    message.put("run", body.get(1) == 0 ? "training" : "validation");
    message.put("step", body.getInt(4));
    byte[] tensors = new byte[body.getInt(8)];
    byte[] state = new byte[body.getInt(12)];
    body.position(16).get(tensors).get(state);
    byte[] items = new byte[body.remaining()];
    body.get(items);
    message.set("tensors", JSON.readTree(tensors));
    message.put("state", new String(state, StandardCharsets.UTF_8));
    message.set("items", JSON.readTree(items));
    return message;
  }

  JsonNode ask(String text) throws IOException {
    say(text);
    return hear();
  }

  private boolean fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of a tensor, read through the server's descriptor as another process would. */
  static ByteBuffer mapped(int descriptor, JsonNode tensor, int bytes) throws IOException {
    Path file = Path.of("/proc/self/fd/" + descriptor);
    try (FileChannel memory =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return memory
          .map(FileChannel.MapMode.READ_WRITE, tensor.get("offset").longValue(), bytes)
          .order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
