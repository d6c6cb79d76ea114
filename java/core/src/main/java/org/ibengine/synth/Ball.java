package org.ibengine.synth;

import org.apache.commons.rng.core.source32.IntProvider;
import org.apache.commons.rng.core.source32.Philox4x32;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * A bright ball in noise, after the published study of context and foreground ratio: radius, centre
 * and value are drawn, then the noise of each voxel; the image is scaled to [0, 1], and is 1 in the
 * ball. Immutable, thread-safe.
 */
public final class Ball {
  private static final int PURPOSE = 7; // of its random stream; no epoch has one of its name
  private static final int BLOCK = 4; // words that the generator makes at once
  private static final double NOISE = 0.8;
  private static final double UNIT = 0x1p-24;

  private final BallOptions options;
  private final int number;
  private final int radius;
  private final Index3 centre;
  private final double value;
  private final long drawn; // words, to the end of a block

  /**
   * Draws it; renders nothing yet.
   *
   * @param number from 0
   */
  public Ball(BallOptions options, int number) {
    this.options = options;
    this.number = number;
    Words words = words();
    radius =
        options.leastRadius() + words.nextInt(options.mostRadius() - options.leastRadius() + 1);
    int places = options.side() - 2 * radius;
    int x = radius + words.nextInt(places);
    int y = radius + words.nextInt(places);
    centre = new Index3(x, y, radius + words.nextInt(places));
    value = 0.5 + 0.5 * words.nextDouble();
    drawn = (words.used + BLOCK - 1) / BLOCK * BLOCK;
  }

  private Words words() {
    long seed = options.seed();
    return new Words(
        new Philox4x32(
            new int[] {
              (int) seed, (int) (seed >>> 32), 0, number, PURPOSE, options.test() ? 1 : 0
            }));
  }

  /** Counts what is drawn. */
  private static final class Words extends IntProvider {
    private final Philox4x32 source;
    private long used;

    Words(Philox4x32 source) {
      this.source = source;
    }

    @Override
    public int next() {
      used++;
      return source.next();
    }
  }

  /** In voxels. */
  public int radius() {
    return radius;
  }

  public Index3 centre() {
    return centre;
  }

  /** Of the ball before the image is scaled, in [0.5, 1). */
  public double value() {
    return value;
  }

  /** Of its volume. */
  public Size3 size() {
    return new Size3(options.side(), options.side(), options.side());
  }

  /** 1 in the ball, whose voxels are at most the radius away from the centre; x fastest. */
  public byte[] label() {
    byte[] label = new byte[Math.toIntExact(size().voxels())];
    int at = 0;
    for (int z = 0; z < options.side(); z++) {
      for (int y = 0; y < options.side(); y++) {
        int rest = radius * radius - square(y - centre.y()) - square(z - centre.z());
        for (int x = 0; x < options.side(); x++) {
          label[at++] = (byte) (square(x - centre.x()) <= rest ? 1 : 0);
        }
      }
    }
    return label;
  }

  private static int square(int distance) {
    return distance * distance;
  }

  /**
   * Values in [0, 1], x fastest.
   *
   * @param label as {@link #label} gives it
   */
  public float[] image(byte[] label) {
    double[] values = new double[label.length];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    Words words = words();
    for (long skipped = 0; skipped < drawn; skipped++) {
      words.next();
    }
    for (int i = 0; i < values.length; i++) {
      double noise = (words.next() >>> 8) * UNIT * NOISE;
      values[i] = label[i] == 0 ? noise : Math.max(value, noise);
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    float[] image = new float[values.length];
    for (int i = 0; i < image.length; i++) {
      image[i] = label[i] == 0 ? (float) ((values[i] - low) / (high - low)) : 1;
    }
    return image;
  }
}
