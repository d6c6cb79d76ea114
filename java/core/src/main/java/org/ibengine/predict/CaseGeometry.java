package org.ibengine.predict;

import org.ibengine.backend.ResampleRule;
import org.ibengine.store.CaseRecord;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Interpolation;

/**
 * The grids of a case.
 *
 * @param stored on which its voxels are stored, and patches are cut
 * @param source of its files, on which predictions are written
 */
public record CaseGeometry(Geometry stored, Geometry source) {
  /** Of a case whose files and voxels have one grid. */
  public static CaseGeometry of(Geometry both) {
    return new CaseGeometry(both, both);
  }

  /** Of a prepared case. */
  public static CaseGeometry of(CaseRecord record) {
    return new CaseGeometry(record.index().geometry(), record.sourceGeometry());
  }

  boolean same() {
    return stored.equals(source);
  }

  /** Voxels of the files from those that are stored; {@code outside} where none are. */
  ResampleRule back(double outside) {
    GridMap map = GridMap.between(stored.affine(), source.affine(), source.size());
    Interpolation between = map.isCopy() ? Interpolation.NEAREST : Interpolation.LINEAR;
    return new ResampleRule(map, between).filled(outside);
  }
}
