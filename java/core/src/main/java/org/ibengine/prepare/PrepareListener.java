package org.ibengine.prepare;

import java.util.SortedMap;
import org.ibengine.input.Discovery;
import org.ibengine.work.Progress;

/**
 * Is told how far a preparation is, in bytes of decoded voxels; called from several threads, must
 * return at once.
 */
public interface PrepareListener extends Progress {
  /** Hears nothing. */
  PrepareListener NONE =
      new PrepareListener() {
        @Override
        public void started(long total) {}

        @Override
        public void advanced(long amount) {}
      };

  /** What was found, before anything is made of it. */
  default void found(Discovery input) {}

  /**
   * Names that differ in the files of patches, such as {@code modality T1_ce} to {@code T1-ce}; not
   * called where there is none.
   */
  default void renamed(SortedMap<String, String> namesInFiles) {}
}
