package org.ibengine.torch.predict;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.text.Text;

/**
 * Which mirror images of a window a network sees, too; the mean of all is what it says of the
 * window.
 *
 * @param axes those along which windows are flipped, one by one and together: 2ⁿ images of n axes;
 *     0 is x, 1 is y, 2 is z
 */
public record Flips(List<Integer> axes) {
  /** Windows as they are. */
  public static final Flips NONE = new Flips(List.of());

  private static final String NAMES = "xyz";

  /**
   * @throws IllegalArgumentException if an axis is not 0, 1 or 2, or named twice
   */
  public Flips {
    axes = axes.stream().sorted().toList();
    boolean twice = axes.stream().distinct().count() != axes.size();
    if (twice || axes.stream().anyMatch(axis -> axis < 0 || axis >= NAMES.length())) {
      throw new IllegalArgumentException(
          "flips are along x, y or z, each once at most, were " + axes);
    }
  }

  /**
   * Reads {@code xyz}, {@code x}, … or {@code none}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static Flips of(String text) {
    if (text.equals("none")) {
      return NONE;
    }
    List<Integer> axes = new ArrayList<>();
    for (char name : text.toCharArray()) {
      axes.add(NAMES.indexOf(name));
    }
    if (axes.isEmpty() || axes.contains(-1)) {
      throw new IllegalArgumentException(
          Text.format(
              "flips must be some of x, y and z, such as xy, or the word none; were %s", text));
    }
    return new Flips(axes);
  }

  /** What {@link #of} reads. */
  public String label() {
    StringBuilder label = new StringBuilder();
    axes.forEach(axis -> label.append(NAMES.charAt(axis)));
    return label.length() == 0 ? "none" : label.toString();
  }

  /** Dimensions of a tensor (batch, channels, Z, Y, X) to be flipped for each image, none first. */
  List<long[]> dimensions() {
    List<long[]> all = new ArrayList<>();
    for (int chosen = 0; chosen < 1 << axes.size(); chosen++) {
      List<Long> flipped = new ArrayList<>();
      for (int i = 0; i < axes.size(); i++) {
        if ((chosen >> i & 1) == 1) {
          flipped.add(4L - axes.get(i));
        }
      }
      all.add(flipped.stream().mapToLong(Long::longValue).toArray());
    }
    return all;
  }
}
