package org.ibengine.evaluation;

import java.nio.ByteBuffer;
import org.ibengine.text.Text;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Cuts a predicted volume at a threshold, in one pass that also checks every value: 4 bytes read (8
 * for float64) and 1 byte written per voxel.
 */
public final class PredictionMask {
  private static final int BLOCK = 1 << 12; // voxels; stays in the first cache level
  private static final byte[] NOTHING = new byte[BLOCK];
  private static final long SIGNS = 0x8000_0000_8000_0000L; // of two floats

  private final Volume values;
  private final ScoreScale scale;
  private final double cut;
  private final long[] pairs = new long[BLOCK / 2];
  private long refused;
  private long firstRefused = -1;
  private double firstValue;

  private PredictionMask(Volume values, ScoreScale scale, double threshold) {
    this.values = values;
    this.scale = scale;
    double exact = scale.ofProbability(threshold);
    // As numpy does: a float32 voxel of "0.3" is not above 0.3.
    this.cut = values.type() == VoxelType.FLOAT32 ? (float) exact : exact;
  }

  /**
   * Sets a voxel of {@code mask} to 1 where the value is greater than the threshold, else to 0.
   *
   * @param values of type FLOAT32 or FLOAT64
   * @param threshold a probability
   * @param mask of type UINT8 and the same size
   * @throws IllegalArgumentException if a value is NaN or not on the scale, with the number of such
   *     voxels and the first of them
   */
  public static void cut(Volume values, ScoreScale scale, double threshold, Volume mask) {
    if (values.type() != VoxelType.FLOAT32 && values.type() != VoxelType.FLOAT64) {
      throw new IllegalArgumentException(
          "scores must be float32 or float64, were "
              + values.type()
              + "; save the prediction before it is rounded or made a mask");
    }
    PredictionMask pass = new PredictionMask(values, scale, threshold);
    pass.run(mask);
    if (pass.refused > 0) {
      throw pass.refusal();
    }
  }

  private void run(Volume mask) {
    long voxels = values.size().voxels();
    double[] block = new double[BLOCK];
    byte[] above = new byte[BLOCK];
    for (long begin = 0; begin < voxels; begin += BLOCK) {
      int count = (int) Math.min(BLOCK, voxels - begin);
      if (isBackground(begin, count)) {
        mask.data().bareView(begin, count).put(NOTHING, 0, count);
        continue;
      }
      read(values, begin, count, block);
      boolean good = true;
      for (int i = 0; i < count; i++) {
        above[i] = (byte) (block[i] > cut ? 1 : 0);
        good &= scale.accepts(block[i]);
      }
      if (!good) {
        findRefused(block, count, begin);
      }
      mask.data().bareView(begin, count).put(above, 0, count);
    }
  }

  /**
   * True only if a block holds float32 probabilities, all good and none above the cut, as nearly
   * all blocks of a scan do. Floats from 0 up are ordered as their bits, so two at a time are
   * subtracted from the cut: the place of a sign stays set if the float is not larger. Takes a
   * quarter of the time of comparing one by one.
   */
  private boolean isBackground(long begin, int count) {
    if (values.type() != VoxelType.FLOAT32 || scale != ScoreScale.PROBABILITY || count % 2 > 0) {
      return false;
    }
    int bytes = count * Float.BYTES;
    values.data().bareView(begin * Float.BYTES, bytes).asLongBuffer().get(pairs, 0, count / 2);
    long cutBits = Float.floatToIntBits((float) cut);
    long cuts = cutBits << 32 | cutBits | SIGNS;
    long good = SIGNS;
    for (int i = 0; i < count / 2; i++) {
      good &= cuts - pairs[i] & ~pairs[i];
    }
    return good == SIGNS;
  }

  private void findRefused(double[] block, int count, long begin) {
    for (int i = 0; i < count; i++) {
      if (!scale.accepts(block[i])) {
        if (refused == 0) {
          firstRefused = begin + i;
          firstValue = block[i];
        }
        refused++;
      }
    }
  }

  private IllegalArgumentException refusal() {
    Size3 size = values.size();
    long row = firstRefused / size.x();
    return new IllegalArgumentException(
        Text.format(
            "%s, %d of %d are not; the first is %s at voxel (%d, %d, %d)%s",
            scale == ScoreScale.LOGIT
                ? "logits must be numbers"
                : "probabilities must be numbers from 0 to 1",
            refused,
            size.voxels(),
            firstValue,
            firstRefused % size.x(),
            row % size.y(),
            row / size.y(),
            Double.isNaN(firstValue)
                ? "; repair the prediction"
                : "; apply the sigmoid, or evaluate them as logits"));
  }

  /** Voxels {@code [begin, begin + count)} as float64, which holds each of them exactly. */
  static void read(Volume values, long begin, int count, double[] target) {
    int voxelBytes = values.type().sizeBytes();
    ByteBuffer raw = values.data().bareView(begin * voxelBytes, count * voxelBytes);
    if (values.type() == VoxelType.FLOAT64) {
      raw.asDoubleBuffer().get(target, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      target[i] = raw.getFloat(Float.BYTES * i);
    }
  }
}
