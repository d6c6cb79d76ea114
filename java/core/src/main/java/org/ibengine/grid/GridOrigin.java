package org.ibengine.grid;

import java.util.Optional;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry;

/**
 * Where the stored grid of a case comes from.
 *
 * @param source the grid of the label map's file, or of the reference modality's where there is one
 * @param crop what of it is stored; empty for all of it
 * @param changes of instances
 */
public record GridOrigin(Geometry source, Optional<Box> crop, GridChanges changes) {
  /** Of a case that is stored on the grid of its files. */
  public static GridOrigin same(Geometry geometry) {
    return new GridOrigin(geometry, Optional.empty(), GridChanges.NONE);
  }
}
