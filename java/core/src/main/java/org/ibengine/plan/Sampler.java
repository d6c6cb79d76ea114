package org.ibengine.plan;

import java.util.Locale;

/**
 * What decides which patches a training epoch shows. All but {@link #IB} draw each patch by itself,
 * with replacement, so that an epoch has as many batches as one asks for ({@link Draws#steps}), and
 * some lesions are shown several times, others never.
 */
public enum Sampler {
  /** Every instance once, and windows of the background that hold no foreground: the default. */
  IB,
  /**
   * A case with a probability in proportion to its number of instances. Then, with probability
   * {@link Draws#positiveShare}, one of its instances, all equally likely, and a voxel of that, all
   * equally likely; otherwise a uniform box of the case, see {@link #UNIFORM}.
   */
  TUMOUR,
  /** As {@link #TUMOUR}, with any voxel of the instances of the case, all equally likely. */
  VOXEL,
  /**
   * Each case equally likely, then a box of it: each start from 0 to size − patch equally likely on
   * each axis. Where the case is shorter than the patch on any axis, the box has the voxel {@code
   * size / 2} in its centre on all axes.
   */
  UNIFORM;

  /** What the boxes of {@link #UNIFORM} are called where the background has strata. */
  public static final String UNIFORM_BOX = "uniform";

  /** In options, such as {@code tumour}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
