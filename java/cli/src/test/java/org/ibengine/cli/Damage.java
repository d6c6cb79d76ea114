package org.ibengine.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Faults in the bytes of a file, drawn at random. */
final class Damage {
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    7,
    127,
    128,
    255,
    256,
    32767,
    -32768,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x7fc0_0000,
    0x7f80_0000,
    0x7ff0L << 48
  };
  private static final String[] WORDS = {
    "-1",
    "0",
    "1e400",
    "NaN",
    "null",
    "[]",
    "{}",
    "\"\"",
    "true",
    "9223372036854775807",
    "2147483648",
    "\"../../../x\"",
    "\"\\u0000\"",
    "1e-400",
    "[[[[[[]]]]]]",
    ",",
    "\""
  };

  private final Random random;

  Damage(Random random) {
    this.random = random;
  }

  /** One to three faults within the first {@code reach} bytes. */
  byte[] any(byte[] sound, int reach) {
    byte[] bytes = sound.clone();
    for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
      int at = random.nextInt(Math.min(reach, bytes.length));
      switch (random.nextInt(6)) {
        case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) random.nextInt(256);
        case 3 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 4 -> bytes = spliced(bytes, at, random.nextInt(bytes.length));
        default -> bytes = extreme(bytes, at);
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int at, int from) {
    byte[] result = Arrays.copyOf(bytes, at + bytes.length - from);
    System.arraycopy(bytes, from, result, at, bytes.length - from);
    return result.length == 0 ? new byte[1] : result;
  }

  /** A number that sums overflow at, in one of the widths, where a field of that width may lie. */
  private byte[] extreme(byte[] bytes, int at) {
    int width = 2 << random.nextInt(3);
    int start = at / width * width;
    if (start + width > bytes.length) {
      return bytes;
    }
    ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(EXTREMES[random.nextInt(EXTREMES.length)]);
    System.arraycopy(buffer.array(), 0, bytes, start, width);
    return bytes;
  }

  /** Text of JSON with a word of another kind in place of one of its values. */
  byte[] reworded(byte[] json) throws IOException {
    List<Integer> colons = new ArrayList<>();
    for (int i = 0; i < json.length - 2; i++) {
      if (json[i] == ':' || json[i] == '[' || json[i] == ',') {
        colons.add(i + 1);
      }
    }
    int begin = colons.get(random.nextInt(colons.size()));
    int end = begin;
    while (end < json.length && ",]}".indexOf(json[end]) < 0) {
      end++;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(json, 0, begin);
    bytes.write(WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8));
    bytes.write(json, end, json.length - end);
    return bytes.toByteArray();
  }

  /** A header that is text, with a word of another kind in place of one of its first 60 words. */
  byte[] rewordedLine(byte[] sound) {
    String text = new String(sound, StandardCharsets.ISO_8859_1);
    String[] words = text.split(" ", 60);
    words[random.nextInt(words.length - 1)] = WORDS[random.nextInt(WORDS.length)];
    return String.join(" ", words).getBytes(StandardCharsets.ISO_8859_1);
  }
}
