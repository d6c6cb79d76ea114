package org.ibengine.examples.logistic;

import org.ibengine.Batch;

/**
 * The few linear operations that a logistic regression needs, on float32 at addresses of one
 * device. Matrices are column-major without gaps. Operations are queued in order; only {@link
 * #read}, {@link #write} and {@link #allocate} block. Not thread-safe.
 */
interface Algebra extends AutoCloseable {
  /** A matrix where it lies. */
  record Matrix(long address, int rows, int columns) {}

  /** Zeros, freed by {@link #close}. */
  long allocate(int floats);

  /** Blocks until {@code values} may be changed and what was queued before is done. */
  void write(long vector, float[] values);

  /** Blocks until what was queued before is done. */
  float[] read(long vector, int floats);

  /** {@code y = alpha·Aᵀ·x}: one sum for each column. */
  void dots(Matrix a, float alpha, long x, long y);

  /** {@code y = alpha·A·x}: the columns, weighed. */
  void combine(Matrix a, float alpha, long x, long y);

  /**
   * {@link #combine} of {@code count} matrices that lie one after the other, with the same {@code
   * x}; results lie one after the other too.
   */
  void combineEach(Matrix first, int count, float alpha, long x, long y);

  /** {@code y = y + alpha·x}. */
  void add(int floats, float alpha, long x, long y);

  /** What is queued from now on finds the batch written. Does not block. */
  void waitFor(Batch batch);

  /** Gives the batch back once what is queued now has read it. Does not block. */
  void release(Batch batch);

  @Override
  void close();
}
