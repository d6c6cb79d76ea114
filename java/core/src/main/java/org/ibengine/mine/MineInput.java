package org.ibengine.mine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is mined.
 *
 * @param scans the folder of the scans and lung masks, at any depth
 * @param annotations CSV of the nodules: seriesuid, coordX, coordY, coordZ, diameter_mm
 * @param exclude CSV with the same columns of further findings to keep away from
 * @param candidates CSV of the positions to draw from: seriesuid, coordX, coordY, coordZ, class
 */
public record MineInput(
    Path scans, Path annotations, Optional<Path> exclude, Optional<Path> candidates) {
  /** The usual name of the nodules' file, in the folder of the scans. */
  public static final String ANNOTATIONS = "annotations.csv";
}
