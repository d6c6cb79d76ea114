package org.ibengine.pipeline;

import org.ibengine.store.StoredSource;

/**
 * Loads sources into the memory that patches are cut from. Thread-safe.
 *
 * @param <V> a volume there
 */
interface SourceLoader<V> extends AutoCloseable {
  /**
   * The part of that source; the caller closes it. Blocks until its files are read.
   *
   * @throws org.ibengine.error.DatasetException if a file is missing or damaged
   * @throws org.ibengine.error.BackendFailureException if there is no more memory
   */
  LoadedSource<V> load(StoredSource source, SourcePart part);

  /** Frees what loaded sources share; none may be in use. */
  void freeShared();

  /** Frees what loading needed; nothing may be loading. What was loaded stays. */
  @Override
  void close();
}
