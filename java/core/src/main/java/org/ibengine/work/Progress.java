package org.ibengine.work;

/** Hears how far the work is; called from several threads, must return at once. */
public interface Progress {
  /** Hears nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void started(long total) {}

        @Override
        public void advanced(long amount) {}
      };

  /** Work begins: so much has to be brought through, in the unit of the jobs' shares. */
  void started(long total);

  /** So much more of it is through. */
  void advanced(long amount);
}
