package org.ibengine.examples.logistic;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.Batch;

/** The operations as loops over host memory, done at once. */
final class PlainAlgebra implements Algebra {
  private final List<Memory> memory = new ArrayList<>();
  int waited;

  private static float get(long address, long index) {
    return new Pointer(address).getFloat(index * Float.BYTES);
  }

  private static void set(long address, long index, float value) {
    new Pointer(address).setFloat(index * Float.BYTES, value);
  }

  @Override
  public long allocate(int floats) {
    Memory block = new Memory((long) floats * Float.BYTES);
    block.clear();
    memory.add(block);
    return Pointer.nativeValue(block);
  }

  @Override
  public void write(long vector, float[] values) {
    new Pointer(vector).write(0, values, 0, values.length);
  }

  @Override
  public float[] read(long vector, int floats) {
    return new Pointer(vector).getFloatArray(0, floats);
  }

  @Override
  public void dots(Matrix a, float alpha, long x, long y) {
    for (int column = 0; column < a.columns(); column++) {
      double sum = 0;
      for (int row = 0; row < a.rows(); row++) {
        sum += (double) get(a.address(), (long) column * a.rows() + row) * get(x, row);
      }
      set(y, column, (float) (alpha * sum));
    }
  }

  @Override
  public void combine(Matrix a, float alpha, long x, long y) {
    for (int row = 0; row < a.rows(); row++) {
      double sum = 0;
      for (int column = 0; column < a.columns(); column++) {
        sum += (double) get(a.address(), (long) column * a.rows() + row) * get(x, column);
      }
      set(y, row, (float) (alpha * sum));
    }
  }

  @Override
  public void combineEach(Matrix first, int count, float alpha, long x, long y) {
    long step = (long) first.rows() * first.columns() * Float.BYTES;
    for (int i = 0; i < count; i++) {
      Matrix matrix = new Matrix(first.address() + i * step, first.rows(), first.columns());
      combine(matrix, alpha, x, y + (long) i * first.rows() * Float.BYTES);
    }
  }

  @Override
  public void add(int floats, float alpha, long x, long y) {
    for (int i = 0; i < floats; i++) {
      set(y, i, get(y, i) + alpha * get(x, i));
    }
  }

  @Override
  public void waitFor(Batch batch) {
    batch.ready().await();
    waited++;
  }

  @Override
  public void release(Batch batch) {
    batch.close();
  }

  @Override
  public void close() {
    memory.forEach(Memory::close);
  }
}
