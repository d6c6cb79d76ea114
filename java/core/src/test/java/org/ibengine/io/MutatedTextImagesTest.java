package org.ibengine.io;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Valid files of MetaImage and NRRD with faults at random places, the same in every run. */
class MutatedTextImagesTest {
  private static final int FILES = 1500;
  private static final String[] WORDS = {
    "-1",
    "0",
    "1",
    "4294967296",
    "2147483647",
    "9223372036854775807",
    "1e400",
    "1e308",
    "NaN",
    "",
    "none",
    "LIST",
    "LOCAL",
    "%d",
    "%999999999d",
    "../v.raw",
    "/dev/zero",
    "v.raw",
    "\0",
    "(1,1,1)",
    "= =",
    "::="
  };

  @TempDir Path folder;

  @BeforeEach
  void putDataFiles() {
    TextImages.writeDataFiles(folder);
  }

  @Test
  void theFilesToStartFromAreRead() {
    for (TextImages.Valid valid : TextImages.all()) {
      assertTrue(
          AnyImage.readOrRefuse(folder, valid.name(), valid.content()),
          new String(valid.content(), StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void faultyFilesAreReadOrRefusedAndNothingElse() {
    List<TextImages.Valid> all = TextImages.all();
    int read = 0;
    for (int seed = 0; seed < FILES; seed++) {
      Random random = new Random(seed);
      TextImages.Valid valid = all.get(random.nextInt(all.size()));
      byte[] content = valid.content();
      for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
        content = mutated(content, all, random);
      }
      byte[] file = content;
      read +=
          assertDoesNotThrow(
                  () -> AnyImage.readOrRefuse(folder, valid.name(), file), "seed " + seed)
              ? 1
              : 0;
    }
    // Neither all harmless nor all of the same fault.
    assertTrue(read > FILES / 50 && read < FILES / 2, read + " of " + FILES + " were read");
  }

  private static byte[] mutated(byte[] file, List<TextImages.Valid> all, Random random) {
    if (file.length == 0) {
      return file;
    }
    int at = random.nextInt(file.length);
    switch (random.nextInt(6)) {
      case 0 -> {
        byte[] flipped = file.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
      }
      case 1 -> {
        return Arrays.copyOf(file, at);
      }
      case 2 -> {
        byte[] other = all.get(random.nextInt(all.size())).content();
        return joined(Arrays.copyOf(file, at), other, random.nextInt(other.length));
      }
      default -> {
        return reworded(file, random);
      }
    }
  }

  private static byte[] joined(byte[] begin, byte[] other, int from) {
    byte[] all = Arrays.copyOf(begin, begin.length + other.length - from);
    System.arraycopy(other, from, all, begin.length, other.length - from);
    return all;
  }

  /** A word or a line becomes another, or stands twice. */
  private static byte[] reworded(byte[] file, Random random) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    String separator = random.nextInt(3) == 0 ? "\n" : " ";
    String[] parts = text.split(separator, -1);
    int at = random.nextInt(parts.length);
    parts[at] =
        random.nextInt(4) == 0
            ? parts[at] + separator + parts[at]
            : WORDS[random.nextInt(WORDS.length)];
    return String.join(separator, parts).getBytes(StandardCharsets.ISO_8859_1);
  }
}
