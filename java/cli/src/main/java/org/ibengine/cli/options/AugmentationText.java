package org.ibengine.cli.options;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.ibengine.plan.Augmentation;

/** Which changes are on: {@code on}, {@code off}, or a list as {@code flip,shift}. */
final class AugmentationText {
  private static final Set<String> NAMES = Set.of("flip", "rotate", "scale", "shift");

  private AugmentationText() {}

  /**
   * @throws IllegalArgumentException for anything else
   */
  static Augmentation parse(String text) {
    if (text.equals("on")) {
      return Augmentation.STANDARD;
    }
    if (text.equals("off")) {
      return Augmentation.NONE;
    }
    Set<String> chosen = new TreeSet<>(Arrays.asList(text.split(",", -1)));
    if (!NAMES.containsAll(chosen)) {
      throw new IllegalArgumentException(
          "--augment must be on, off or some of flip,rotate,scale,shift, was " + text);
    }
    Augmentation all = Augmentation.STANDARD;
    return new Augmentation(
        chosen.contains("flip") ? all.flip() : 0,
        chosen.contains("rotate") ? all.rotate() : 0,
        chosen.contains("scale") ? all.scale() : 0,
        chosen.contains("shift") ? all.shift() : 0);
  }
}
