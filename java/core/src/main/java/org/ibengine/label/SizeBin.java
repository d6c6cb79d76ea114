package org.ibengine.label;

import java.util.Locale;

/** Size classes of instances, in voxels; each goes up to the next one's start. */
public enum SizeBin {
  VOXELS_1(1),
  VOXELS_2_TO_9(2),
  VOXELS_10_TO_99(10),
  VOXELS_100_TO_999(100),
  VOXELS_1000_TO_9999(1000),
  VOXELS_10000_AND_MORE(10000);

  private final long from;

  SizeBin(long from) {
    this.from = from;
  }

  /** The bin of an instance of that many voxels, at least 1. */
  public static SizeBin of(long voxels) {
    SizeBin bin = VOXELS_1;
    for (SizeBin candidate : values()) {
      if (voxels >= candidate.from) {
        bin = candidate;
      }
    }
    return bin;
  }

  /** The name in tables and files, such as {@code 10-99}. */
  public String label() {
    return name()
        .substring("VOXELS_".length())
        .replace("_TO_", "-")
        .replace("_AND_MORE", "+")
        .toLowerCase(Locale.ROOT);
  }
}
