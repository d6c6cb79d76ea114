package org.ibengine.io.nifti;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Valid files with faults at random places, the same in every run. */
class MutatedFilesTest {
  private static final int FILES = 300;
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    7,
    Byte.MIN_VALUE,
    Short.MAX_VALUE,
    Short.MIN_VALUE,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x7fc0_0000,
    0x7f80_0000,
    0x7ff0L << 48
  };

  @TempDir Path folder;

  @Test
  void faultyFilesAreReadOrRefusedAndNothingElse() {
    List<byte[]> valid = AnyFile.validFiles().toList();
    for (int seed = 0; seed < FILES; seed++) {
      Random random = new Random(seed);
      byte[] file = valid.get(random.nextInt(valid.size())).clone();
      for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
        file = mutated(file, valid, random);
      }
      byte[] content = random.nextBoolean() ? file : NiftiBytes.gzip(file);
      assertDoesNotThrow(() -> AnyFile.readOrRefuse(folder, content), "seed " + seed);
    }
  }

  private static byte[] mutated(byte[] file, List<byte[]> valid, Random random) {
    int at = random.nextInt(file.length);
    switch (random.nextInt(8)) {
      case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        return Arrays.copyOf(file, Math.max(1, at));
      }
      case 2 -> {
        byte[] other = valid.get(random.nextInt(valid.size()));
        int end = Math.min(other.length, file.length);
        int begin = Math.min(at, end);
        System.arraycopy(other, begin, file, begin, end - begin);
      }
      default -> putExtreme(file, random);
    }
    return file;
  }

  /** Into any field of a header, most of which are aligned to their size or to 2. */
  private static void putExtreme(byte[] file, Random random) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    bytes.order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int at = 2 * random.nextInt(Math.max(1, Math.min(file.length, 544) / 2));
    long value = EXTREMES[random.nextInt(EXTREMES.length)];
    int width = Math.min(file.length - at, 2 << random.nextInt(3));
    if (width >= 8) {
      bytes.putLong(at, value);
    } else if (width >= 4) {
      bytes.putInt(at, (int) value);
    } else if (width >= 2) {
      bytes.putShort(at, (short) value);
    }
  }
}
