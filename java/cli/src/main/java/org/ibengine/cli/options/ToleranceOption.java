package org.ibengine.cli.options;

import org.ibengine.io.GridCheck;
import org.ibengine.volume.GridTolerance;
import picocli.CommandLine.Option;

/** How far the voxels of a prediction may lie from the ground truth's. */
public final class ToleranceOption {
  @Option(
      names = "--geometry-tolerance",
      paramLabel = "MM",
      description =
          "How far voxels may lie from the ground truth's. Default: 0.1 mm, but at most a quarter"
              + " of a voxel.")
  private Double millimetres;

  /**
   * @throws IllegalArgumentException if it is not a distance
   */
  public GridCheck check() {
    return new GridCheck(
        millimetres == null ? GridTolerance.DEFAULT : GridTolerance.of(millimetres));
  }
}
