package org.ibengine.prepare;

import java.util.SortedMap;

/** Hears how far a preparation is; called from several threads, must return at once. */
public interface PrepareListener {
  /** Hears nothing. */
  PrepareListener NONE =
      new PrepareListener() {
        @Override
        public void started(long totalBytes) {}

        @Override
        public void advanced(long bytes) {}
      };

  /**
   * Names that differ in the files of patches, as {@code modality T1_ce} to {@code T1-ce}; not
   * called where there is none.
   */
  default void renamed(SortedMap<String, String> namesInFiles) {}

  /** Work begins: so many bytes of decoded voxels have to be brought through. */
  void started(long totalBytes);

  /** So many more of them are through. */
  void advanced(long bytes);
}
