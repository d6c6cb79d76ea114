package org.ibengine.backend;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.IntensityChange.Blur;
import org.ibengine.augment.IntensityChange.Brightness;
import org.ibengine.augment.IntensityChange.Contrast;
import org.ibengine.augment.IntensityChange.Gamma;
import org.ibengine.augment.IntensityChange.LowResolution;
import org.ibengine.augment.IntensityChange.Noise;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.Size3;

/**
 * Patches with their changes as bytes: every {@code ib_intensity_patch} of ib_cpu.h, then every
 * {@code ib_intensity_change}, then the tables that these point to. Fields are written in their
 * order there, in the byte order of the buffer.
 */
public final class IntensityLayout {
  /** {@code sizeof(ib_intensity_patch)}. */
  public static final int PATCH_BYTES = 56;

  /** {@code sizeof(ib_intensity_change)}. */
  public static final int CHANGE_BYTES = 120;

  private static final int KEEP_RANGE = 1;
  private static final int INVERT = 2;
  private static final int RETAIN_STATISTICS = 4;
  private static final int AXES = 3;

  /**
   * One patch where native code changes it.
   *
   * @param voxels address of the first element
   * @param type {@code FLOAT16} or {@code FLOAT32}
   */
  public record Patch(long voxels, ElementType type, Size3 size, List<IntensityChange> changes) {}

  /** The numbers of a change that need no table. */
  private record Head(int kind, int flags, double amount, long key) {
    Head(int kind) {
      this(kind, 0, 0, 0);
    }
  }

  /** A change: weights of three axes, then lower and upper indices, null where there is none. */
  private record Entry(IntensityChange change, int[][] tables) {}

  private final List<Patch> patches;
  private final List<Entry> changes = new ArrayList<>();

  /**
   * @throws IllegalArgumentException if a blur or a resolution is out of range
   */
  public IntensityLayout(List<Patch> patches) {
    this.patches = List.copyOf(patches);
    for (Patch patch : patches) {
      for (IntensityChange change : patch.changes()) {
        changes.add(new Entry(change, tables(change, patch.size())));
      }
    }
  }

  /** Of all that {@link #put} appends. */
  public int bytes() {
    long words = 0;
    for (Entry entry : changes) {
      for (int[] table : entry.tables()) {
        words += table == null ? 0 : table.length;
      }
    }
    return Math.toIntExact(firstTable() + words * Integer.BYTES);
  }

  private long firstTable() {
    return (long) patches.size() * PATCH_BYTES + (long) changes.size() * CHANGE_BYTES;
  }

  /**
   * Appends all.
   *
   * @param address of the first byte appended, where native code reads it; a multiple of 8
   */
  public void put(ByteBuffer out, long address) {
    long change = address + (long) patches.size() * PATCH_BYTES;
    for (Patch patch : patches) {
      out.putLong(patch.voxels());
      PatchLayout.put(out, patch.size());
      out.putLong(change).putLong(patch.changes().size());
      out.putInt(PatchLayout.code(patch.type())).putInt(0);
      change += (long) patch.changes().size() * CHANGE_BYTES;
    }
    long table = address + firstTable();
    for (Entry entry : changes) {
      table = put(out, entry, table);
    }
    for (Entry entry : changes) {
      for (int[] words : entry.tables()) {
        for (int i = 0; words != null && i < words.length; i++) {
          out.putInt(words[i]);
        }
      }
    }
  }

  /** Returns the address after its tables. */
  private static long put(ByteBuffer out, Entry entry, long firstTable) {
    Head head = head(entry.change());
    out.putInt(head.kind()).putInt(head.flags()).putFloat((float) head.amount()).putInt(0);
    out.putLong(head.key());
    for (int axis = 0; axis < AXES; axis++) {
      boolean blurred = entry.change() instanceof Blur && entry.tables()[axis] != null;
      out.putLong(blurred ? entry.tables()[axis].length - 1 : 0);
    }
    long table = firstTable;
    for (int[] words : entry.tables()) {
      out.putLong(words == null ? 0 : table);
      table += words == null ? 0 : (long) words.length * Integer.BYTES;
    }
    return table;
  }

  private static Head head(IntensityChange change) {
    if (change instanceof Noise noise) {
      return new Head(0, 0, noise.sd(), noise.seed());
    } else if (change instanceof Blur) {
      return new Head(1);
    } else if (change instanceof Brightness brightness) {
      return new Head(2, 0, brightness.factor(), 0);
    } else if (change instanceof Contrast contrast) {
      return new Head(3, contrast.keepRange() ? KEEP_RANGE : 0, contrast.factor(), 0);
    } else if (change instanceof LowResolution) {
      return new Head(4);
    }
    Gamma gamma = (Gamma) change;
    int inverted = gamma.invert() ? INVERT : 0;
    int retained = gamma.retainStatistics() ? RETAIN_STATISTICS : 0;
    return new Head(5, inverted | retained, gamma.exponent(), 0);
  }

  private static int[][] tables(IntensityChange change, Size3 size) {
    int[][] tables = new int[3 * AXES][];
    for (int axis = 0; axis < AXES; axis++) {
      if (change instanceof Blur blur) {
        float[] weights = BlurWeights.of(blur.sigma().get(axis));
        tables[axis] = weights.length == 1 ? null : bits(weights);
      } else if (change instanceof LowResolution low) {
        ResolutionTaps taps = ResolutionTaps.of(size.get(axis), low.scale().get(axis));
        tables[axis] = bits(taps.part());
        tables[AXES + axis] = taps.lower();
        tables[2 * AXES + axis] = taps.upper();
      }
    }
    return tables;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
