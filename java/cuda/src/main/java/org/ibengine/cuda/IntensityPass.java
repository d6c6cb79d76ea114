package org.ibengine.cuda;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.IntensityChange.Blur;
import org.ibengine.augment.IntensityChange.Contrast;
import org.ibengine.augment.IntensityChange.Gamma;
import org.ibengine.augment.IntensityChange.LowResolution;
import org.ibengine.augment.IntensityChange.Noise;
import org.ibengine.backend.BlurWeights;
import org.ibengine.backend.IntensityLayout;

/**
 * One pass over a patch: a launch that writes every element.
 *
 * @param change address of the {@code ib_intensity_change}
 * @param number of the axis, or of the step
 * @param measured which of two statistics are made before it; -1 for none
 * @param inverted whether these are those of the negated patch
 */
record IntensityPass(Kernel kernel, long change, int number, int measured, boolean inverted) {
  enum Kernel {
    NOISE("intensity_noise", false, false),
    VALUES("intensity_values", true, false),
    BLUR("intensity_blur", true, true),
    RESOLUTION("intensity_resolution", false, true);

    private final String symbol;
    private final boolean numbered;
    private final boolean neighbours;

    Kernel(String symbol, boolean numbered, boolean neighbours) {
      this.symbol = symbol;
      this.numbered = numbered;
      this.neighbours = neighbours;
    }

    /** Whether it takes the number of a step or of an axis. */
    boolean isNumbered() {
      return numbered;
    }

    String symbol() {
      return symbol;
    }

    /** Whether an element depends on others, so that the result goes elsewhere. */
    boolean readsNeighbours() {
      return neighbours;
    }
  }

  /**
   * Of all changes, in their order.
   *
   * @param first address of the first {@code ib_intensity_change}
   */
  static List<IntensityPass> of(List<IntensityChange> changes, long first) {
    List<IntensityPass> passes = new ArrayList<>();
    long address = first;
    for (IntensityChange change : changes) {
      add(passes, change, address);
      address += IntensityLayout.CHANGE_BYTES;
    }
    return passes;
  }

  private static void add(List<IntensityPass> passes, IntensityChange change, long address) {
    if (change instanceof Noise) {
      passes.add(plain(Kernel.NOISE, address, 0));
    } else if (change instanceof Blur blur) {
      for (int axis = 0; axis < 3; axis++) {
        if (BlurWeights.of(blur.sigma().get(axis)).length > 1) {
          passes.add(plain(Kernel.BLUR, address, axis));
        }
      }
    } else if (change instanceof LowResolution) {
      passes.add(plain(Kernel.RESOLUTION, address, 0));
    } else if (change instanceof Gamma gamma) {
      passes.add(new IntensityPass(Kernel.VALUES, address, 0, 0, gamma.invert()));
      if (gamma.retainStatistics()) {
        passes.add(new IntensityPass(Kernel.VALUES, address, 1, 1, false));
      }
    } else {
      int measured = change instanceof Contrast ? 0 : -1;
      passes.add(new IntensityPass(Kernel.VALUES, address, 0, measured, false));
    }
  }

  private static IntensityPass plain(Kernel kernel, long change, int number) {
    return new IntensityPass(kernel, change, number, -1, false);
  }
}
