package org.ibengine.prepare;

import java.util.SortedMap;
import org.ibengine.grid.GridChanges;
import org.ibengine.input.Discovery;
import org.ibengine.label.LesionChanges;
import org.ibengine.store.CaseRecord;
import org.ibengine.volume.Geometry;
import org.ibengine.work.CaseFailure;
import org.ibengine.work.Progress;

/**
 * Is told what a preparation finds, what becomes of each case, and how far it is, in bytes of
 * decoded voxels. Called from several threads, for different cases also at once; must return at
 * once and not throw.
 */
public interface PrepareListener extends Progress {
  /** Hears nothing. */
  PrepareListener NONE = new PrepareListener() {};

  @Override
  default void started(long total) {}

  @Override
  default void advanced(long amount) {}

  /** What was found, before anything is made of it. */
  default void found(Discovery input) {}

  /**
   * Names that differ in the files of patches, such as {@code modality T1_ce} to {@code T1-ce}; not
   * called where there is none.
   */
  default void renamed(SortedMap<String, String> namesInFiles) {}

  /** The median of the spacings of all cases, if that was asked for; before the first case. */
  default void spacing(Geometry.Spacing median) {}

  /** A case is being made; not called for those that are up to date. */
  default void caseStarted(String caseName) {}

  /** The rule for lesions dropped, merged or renumbered some; before {@link #caseDone}. */
  default void lesionsChanged(String caseName, LesionChanges changes) {}

  /** A crop or another grid changed instances of a case; before {@link #caseDone}. */
  default void instancesChanged(String caseName, GridChanges changes) {}

  /**
   * A case is committed.
   *
   * @param record everything {@code case.json} says about it
   */
  default void caseDone(CaseRecord record) {}

  /** A case cannot be made; also told of cases that were never started. */
  default void caseFailed(CaseFailure failure) {}
}
