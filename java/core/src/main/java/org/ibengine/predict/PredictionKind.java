package org.ibengine.predict;

import java.util.Locale;

/** What a prediction file holds of each voxel, as float32. */
public enum PredictionKind {
  /** The probability of foreground, in [0, 1]; 0 outside of what is stored of a case. */
  PROBABILITIES,
  /**
   * The logit of that probability: ln(p / (1 − p)), of two outputs their difference; outside of
   * what is stored of a case the smallest one of the case.
   */
  LOGITS,
  /** 1 where foreground is more probable than not, else 0. */
  MASK;

  /** As options and files write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
