package org.ibengine.lesion;

import org.ibengine.label.Runs;
import org.ibengine.packed.PackedForeground;
import org.ibengine.volume.PackedVolume;

/** Label maps that are packed. */
public final class PackedLabels {
  private PackedLabels() {}

  /**
   * The voxels that {@link Lesions#occupied} has by the default rule, as runs of no instance.
   *
   * @param labels a checked volume; stays open
   */
  public static Runs foreground(PackedVolume labels) {
    PackedRuns runs = new PackedRuns();
    PackedForeground.forEachRun(labels, (xBegin, xEnd, y, z) -> runs.add(xBegin, xEnd, y, z, 0));
    return runs.runs();
  }
}
