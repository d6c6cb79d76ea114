package org.ibengine.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import org.ibengine.text.Text;

/**
 * Messages over a socket: four bytes with the length, little endian, then as many bytes: JSON in
 * UTF-8, or a {@link BatchMessage}, which only the server sends. One thread reads; any thread
 * writes.
 */
final class Frames implements AutoCloseable {
  /** Longer ones are not messages of this protocol. */
  static final int MOST_BYTES = 1 << 20;

  static final ObjectMapper JSON = new ObjectMapper();

  private final SocketChannel channel;
  private final ByteBuffer length =
      ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private ByteBuffer out = ByteBuffer.allocateDirect(1 << 14).order(ByteOrder.LITTLE_ENDIAN);

  Frames(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * The next message; null at the end. Blocks.
   *
   * @throws ProtocolException if what came is not a message
   * @throws IOException if the connection broke
   */
  JsonNode read() throws IOException {
    length.clear();
    if (!fill(length)) {
      return null;
    }
    int bytes = length.getInt(0);
    if (bytes < 2 || bytes > MOST_BYTES) {
      throw new ProtocolException(
          Text.format("a message must be 2 to %d bytes long, was %d", MOST_BYTES, bytes));
    }
    ByteBuffer body = ByteBuffer.allocate(bytes);
    if (!fill(body)) {
      return null;
    }
    JsonNode message = parse(body.array());
    if (!message.path("type").isTextual()) {
      throw new ProtocolException("a message must be a JSON object with a type, was " + message);
    }
    return message;
  }

  private static JsonNode parse(byte[] text) throws IOException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new ProtocolException("a message must be JSON: " + e.getOriginalMessage());
    } catch (CharConversionException e) {
      throw new ProtocolException("a message must be in UTF-8: " + e.getMessage());
    }
  }

  /** False if the other side ended first. */
  private boolean fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Sends a message whole. Blocks while the other side does not read.
   *
   * @throws ProtocolException if it is too long; nothing was sent then
   */
  synchronized void write(byte[] message) throws IOException {
    if (message.length > MOST_BYTES) {
      throw new ProtocolException(
          Text.format(
              "a message must be at most %d bytes long, was %d; ask for smaller batches",
              MOST_BYTES, message.length));
    }
    if (out.capacity() < Integer.BYTES + message.length) {
      out =
          ByteBuffer.allocateDirect(Integer.BYTES + message.length).order(ByteOrder.LITTLE_ENDIAN);
    }
    out.clear().putInt(message.length).put(message).flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** As {@link #write}, in JSON. */
  void send(ObjectNode message) throws IOException {
    write(JSON.writeValueAsBytes(message));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
