package org.ibengine.plan;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source32.Philox4x32;

/**
 * Independent random streams of one epoch: Philox4x32-10 (Salmon et al., "Parallel random numbers:
 * as easy as 1, 2, 3", SC 2011, doi 10.1145/2063384.2063405) with the seed as its key and (0,
 * index, purpose, epoch) as the start of its counter. Two streams never overlap within 2^34 draws,
 * so a draw depends on nothing but its name: not on threads, ranks or what was drawn before.
 */
record RandomStreams(long seed, int epoch) {
  /** What a stream is for. Its number is part of every stream's key and never changes. */
  enum Purpose {
    POSITIVE_COUNTS(0),
    NEGATIVE_CHOICE(1),
    ORDER(2),
    PLACEMENT(3),
    AUGMENTATION(4),
    FOLDS(5),
    TRANSFORM(6),

    /**
     * The draws of {@code ib mine}, whose index is made of a scan's name. It shares its number with
     * {@link #TRANSFORM}, with which it never occurs in one run.
     */
    MINING(6),
    STRATUM_CHOICE(7),

    /** All that is drawn of a patch with replacement, apart from its variation. */
    DRAW(8),

    /** The transforms of a patch: apart from {@link #AUGMENTATION}, which they leave as it is. */
    TRANSFORMS(9);

    private final int number;

    Purpose(int number) {
      this.number = number;
    }
  }

  /** What no training epoch has as its number. */
  private static final int VALIDATION = 0xffff_ffff;

  /** Those of that epoch. */
  static RandomStreams of(EpochId epoch) {
    return epoch instanceof EpochId.Training training
        ? new RandomStreams(training.seed(), training.number())
        : new RandomStreams(0, VALIDATION);
  }

  UniformRandomProvider of(Purpose purpose, int index) {
    int[] keyAndCounter = {
      (int) seed, (int) (seed >>> 32), 0, index, purpose.number, epoch,
    };
    return new Philox4x32(keyAndCounter);
  }

  /** Fisher–Yates: every order equally likely. */
  static void shuffle(int[] values, UniformRandomProvider random) {
    for (int last = values.length - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      int value = values[last];
      values[last] = values[other];
      values[other] = value;
    }
  }

  /** 0 … count − 1 in random order. */
  static int[] permutation(int count, UniformRandomProvider random) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    shuffle(values, random);
    return values;
  }
}
