package org.ibengine.work;

/** Is told how far the work is; called from several threads, must return at once. */
public interface Progress {
  /** Hears nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void started(long total) {}

        @Override
        public void advanced(long amount) {}
      };

  /** Work begins; {@code total} is to be done, in the unit of the jobs' shares. */
  void started(long total);

  /** That much more of it is done. */
  void advanced(long amount);
}
