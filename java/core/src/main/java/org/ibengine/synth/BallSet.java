package org.ibengine.synth;

import java.util.List;
import java.util.stream.IntStream;

/** A number of balls: what they are called, and which of them are trained on. */
public final class BallSet {
  private static final double TRAINED = 0.7;

  private BallSet() {}

  /** The file of an image. */
  public static String image(int number) {
    return "img" + number + ".nii.gz";
  }

  /** The file of its label. */
  public static String label(int number) {
    return "seg" + number + ".nii.gz";
  }

  /** The folder of a case: {@code ball0}, or {@code testball0}. */
  public static String caseName(BallOptions options, int number) {
    return (options.test() ? "testball" : "ball") + number;
  }

  /**
   * Numbers that are trained on, as published: the first 70 % (rounded down) of the names in
   * lexicographic order, in which 10 comes before 2. The others are for validation.
   */
  public static List<Integer> training(int balls) {
    return inOrder(balls).subList(0, (int) Math.floor(balls * TRAINED));
  }

  /** Numbers that are not trained on, in the same order. */
  public static List<Integer> validation(int balls) {
    return inOrder(balls).subList(training(balls).size(), balls);
  }

  private static List<Integer> inOrder(int balls) {
    return IntStream.range(0, balls)
        .boxed()
        .sorted((one, other) -> image(one).compareTo(image(other)))
        .toList();
  }
}
