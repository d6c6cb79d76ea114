package org.ibengine.prepare;

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

  /** Work begins: so many bytes of decoded voxels have to be brought through. */
  void started(long totalBytes);

  /** So many more of them are through. */
  void advanced(long bytes);
}
