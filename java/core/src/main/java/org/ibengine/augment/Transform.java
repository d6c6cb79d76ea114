package org.ibengine.augment;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.ibengine.text.Text;

/** What can be done to the patches of a training epoch, in the order in which it is done. */
public enum Transform {
  /** About x, y and z, each angle uniform within so many degrees. */
  ROTATION("P, P:DEGREES or P:DX:DY:DZ", Limits.ANGLES, 0.2, 30, 30, 30),

  /** By one factor for all axes; above 1 shows objects smaller. */
  SCALING(Limits.range(0.25, 4), 0.2, 0.7, 1.4),

  /** Control points displaced by up to so many mm along each axis; and how many there are. */
  ELASTIC_DEFORM("P or P:MM:POINTS", Limits.DEFORMATION, 0.2, 7.5, 7),

  /** Of each modality but the first for itself: by up to so many mm and degrees on each axis. */
  MISALIGN("P or P:MM:DEGREES", Limits.MISALIGNMENT, 0.2, 2, 2),

  /** Gaussian, of a standard deviation that all modalities share. */
  NOISE(Limits.range(0, 1e6), 0.1, 0, 0.1),

  /** Of half of the modalities, of a sigma in voxels for each axis. */
  BLUR(Limits.range(0, 16), 0.2, 0.5, 1),

  /** Times a factor of each modality. */
  BRIGHTNESS(Limits.range(0, 1000), 0.15, 0.75, 1.25),

  /** Distances from the mean times a factor of each modality. */
  CONTRAST(Limits.range(0, 1000), 0.15, 0.75, 1.25),

  /** Of half of the modalities, to a share of the voxels along each axis and back. */
  LOW_RESOLUTION(Limits.range(0.01, 1), 0.25, 0.5, 1),

  /** The negative of the image to a power of each modality. */
  GAMMA_INVERTED(Limits.range(0.01, 16), 0.1, 0.7, 1.5),

  /** To a power of each modality. */
  GAMMA(Limits.range(0.01, 16), 0.3, 0.7, 1.5);

  /** What a number of a range must be; a count is whole. */
  private record Limits(String word, double least, double most, boolean count) {
    private static final Limits DEGREES = new Limits("DEGREES", 0, 180, false);
    private static final Limits MM = new Limits("MM", 0, 200, false);
    static final List<Limits> ANGLES = List.of(DEGREES, DEGREES, DEGREES);
    static final List<Limits> DEFORMATION = List.of(MM, new Limits("POINTS", 4, 64, true));
    static final List<Limits> MISALIGNMENT = List.of(MM, DEGREES);

    static List<Limits> range(double least, double most) {
      return List.of(new Limits("LOW", least, most, false), new Limits("HIGH", least, most, false));
    }

    void require(String name, double value) {
      if (!(value >= least && value <= most) || count && value != Math.rint(value)) {
        String rule = count ? "a whole number from" : "from";
        throw new IllegalArgumentException(
            Text.format(
                "%s of %s must be %s %s to %s, was %s",
                word, name, rule, plain(least), plain(most), value));
      }
    }
  }

  private static String plain(double limit) {
    return limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
  }

  private static final String RANGE = "P or P:LOW:HIGH";

  private final String form;
  private final List<Limits> limits;
  private final Setting usual;

  Transform(String form, List<Limits> limits, double probability, double... range) {
    this.form = form;
    this.limits = limits;
    usual = new Setting(probability, Arrays.stream(range).boxed().toList());
  }

  Transform(List<Limits> limits, double probability, double low, double high) {
    this(RANGE, limits, probability, low, high);
  }

  /** Its name in options, such as {@code low_resolution}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How its probability and range are written, such as {@code P or P:LOW:HIGH}. */
  public String form() {
    return form;
  }

  /** Whether nnU-Net's own trainer does it. */
  public boolean isOfNnunet() {
    return this != ELASTIC_DEFORM && this != MISALIGN;
  }

  /** What it has where nothing else is given: the numbers of nnU-Net, if nnU-Net does it. */
  public Setting usual() {
    return usual;
  }

  /** Whether its range can be given as so many numbers. */
  public boolean takes(int numbers) {
    return numbers == 0 || numbers == limits.size() || this == ROTATION && numbers == 1;
  }

  /**
   * With that probability and range.
   *
   * @param range its numbers; one angle stands for three; empty: the usual ones
   * @throws IllegalArgumentException if a number is missing, too many or out of its limits
   */
  public Setting setting(double probability, List<Double> range) {
    boolean alike = this == ROTATION && range.size() == 1;
    List<Double> numbers = alike ? Collections.nCopies(limits.size(), range.get(0)) : range;
    Setting setting = new Setting(probability, numbers.isEmpty() ? usual.range() : numbers);
    require(setting);
    return setting;
  }

  private void require(Setting setting) {
    List<Double> range = setting.range();
    if (!(setting.probability() >= 0 && setting.probability() <= 1)) {
      throw new IllegalArgumentException(
          Text.format(
              "probability of %s must be in [0, 1], was %s", label(), setting.probability()));
    }
    if (range.size() != limits.size()) {
      throw new IllegalArgumentException(
          Text.format(
              "%s has %d numbers after its probability, was %s", label(), limits.size(), range));
    }
    for (int i = 0; i < range.size(); i++) {
      limits.get(i).require(label(), range.get(i));
    }
    if (form.equals(RANGE) && range.get(0) > range.get(1)) {
      throw new IllegalArgumentException(
          Text.format(
              "LOW of %s must be at most HIGH, were %s and %s",
              label(), range.get(0), range.get(1)));
    }
  }
}
