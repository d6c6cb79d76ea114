package org.ibengine.options;

import java.util.Objects;
import org.ibengine.index.DatasetOptions;
import org.ibengine.tensor.ElementType;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;

/** What options must be; the refusals name the option. */
final class OptionRules {
  private static final int LARGEST_BATCH = 1 << 16; // so that no list of patches is too long

  private OptionRules() {}

  static void atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(
          Text.format("%s must be at least %d, was %d", name, least, value));
    }
  }

  static void atLeastOneByte(long bytes, String name) {
    if (bytes < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 byte, was " + bytes);
    }
  }

  static <T> T given(T value, String name) {
    return Objects.requireNonNull(value, () -> name + " must not be null");
  }

  static void requireBatchSize(int patches) {
    if (patches > LARGEST_BATCH) {
      throw new IllegalArgumentException(
          Text.format("batch size must be at most %d, was %d", LARGEST_BATCH, patches));
    }
    atLeast(1, patches, "batch size");
  }

  static Size3 patchSize(int x, int y, int z) {
    if (x < 1 || y < 1 || z < 1) {
      throw new IllegalArgumentException(
          Text.format("patch size must be positive in x, y and z, was (%d, %d, %d)", x, y, z));
    }
    return DatasetOptions.requireShort(new Size3(x, y, z));
  }

  /** Of all ranks together. */
  static int globalBatch(int batchSize, int worldSize) {
    long patches = (long) batchSize * worldSize;
    if (patches > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.format(
              "batch size × world size must be at most %d, was %d × %d = %d",
              Integer.MAX_VALUE, batchSize, worldSize, patches));
    }
    return (int) patches;
  }

  static void requireImageType(ElementType value) {
    given(value, "image type");
    if (value != ElementType.FLOAT32 && value != ElementType.FLOAT16) {
      throw new IllegalArgumentException("image type must be FLOAT32 or FLOAT16, was " + value);
    }
  }
}
