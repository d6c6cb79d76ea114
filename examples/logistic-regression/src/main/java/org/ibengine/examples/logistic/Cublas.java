package org.ibengine.examples.logistic;

import java.util.ArrayList;
import java.util.List;
import jcuda.Pointer;
import jcuda.Sizeof;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;
import jcuda.runtime.cudaStream_t;
import org.ibengine.Batch;

/** cuBLAS on a stream of its own, in the primary context, which the engine uses too. */
final class Cublas implements Algebra {
  private static final CUdeviceptr ZERO = new CUdeviceptr();
  private static final int NORMAL = cublasOperation.CUBLAS_OP_N;
  private static final int TRANSPOSED = cublasOperation.CUBLAS_OP_T;

  /** JCuda hides the handle that {@code closeAfter} and {@code holdBack} want. */
  private static final class Stream extends CUstream {
    long handle() {
      return getNativePointer();
    }
  }

  private final Stream stream = new Stream();
  private final cublasHandle blas = new cublasHandle();
  private final CUdevice device = new CUdevice();
  private final List<CUdeviceptr> memory = new ArrayList<>();
  private final Pointer nothing = Pointer.to(new float[] {0});

  /** The calling thread is to make all calls. */
  Cublas(int number) {
    JCudaDriver.setExceptionsEnabled(true);
    JCublas2.setExceptionsEnabled(true);
    JCudaDriver.cuInit(0);
    JCudaDriver.cuDeviceGet(device, number);
    CUcontext context = new CUcontext();
    JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
    JCudaDriver.cuCtxSetCurrent(context);
    JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING);
    JCublas2.cublasCreate(blas);
    JCublas2.cublasSetStream(blas, new cudaStream_t(stream));
  }

  private static Pointer at(long address) {
    return ZERO.withByteOffset(address);
  }

  private static Pointer value(float value) {
    return Pointer.to(new float[] {value});
  }

  @Override
  public long allocate(int floats) {
    Allocation block = new Allocation();
    JCudaDriver.cuMemAlloc(block, (long) floats * Sizeof.FLOAT);
    memory.add(block);
    JCudaDriver.cuMemsetD32(block, 0, floats);
    JCudaDriver.cuCtxSynchronize(); // the stream does not wait for the default stream's zeros
    return block.address();
  }

  /** As {@link Stream}. */
  private static final class Allocation extends CUdeviceptr {
    long address() {
      return getNativePointer();
    }
  }

  @Override
  public void write(long vector, float[] values) {
    JCudaDriver.cuStreamSynchronize(stream); // who reads the vector now has done so then
    JCublas2.cublasSetVector(values.length, Sizeof.FLOAT, Pointer.to(values), 1, at(vector), 1);
  }

  @Override
  public float[] read(long vector, int floats) {
    float[] values = new float[floats];
    JCudaDriver.cuStreamSynchronize(stream);
    JCublas2.cublasGetVector(floats, Sizeof.FLOAT, at(vector), 1, Pointer.to(values), 1);
    return values;
  }

  @Override
  public void dots(Matrix a, float alpha, long x, long y) {
    gemv(TRANSPOSED, a, alpha, x, y);
  }

  @Override
  public void combine(Matrix a, float alpha, long x, long y) {
    gemv(NORMAL, a, alpha, x, y);
  }

  private void gemv(int operation, Matrix a, float alpha, long x, long y) {
    Pointer matrix = at(a.address());
    JCublas2.cublasSgemv(
        blas,
        operation,
        a.rows(),
        a.columns(),
        value(alpha),
        matrix,
        a.rows(),
        at(x),
        1,
        nothing,
        at(y),
        1);
  }

  @Override
  public void combineEach(Matrix first, int count, float alpha, long x, long y) {
    JCublas2.cublasSgemmStridedBatched(
        blas,
        NORMAL,
        NORMAL,
        first.rows(),
        1,
        first.columns(),
        value(alpha),
        at(first.address()),
        first.rows(),
        (long) first.rows() * first.columns(),
        at(x),
        first.columns(),
        0,
        nothing,
        at(y),
        first.rows(),
        first.rows(),
        count);
  }

  @Override
  public void add(int floats, float alpha, long x, long y) {
    JCublas2.cublasSaxpy(blas, floats, value(alpha), at(x), 1, at(y), 1);
  }

  @Override
  public void waitFor(Batch batch) {
    batch.ready().holdBack(stream.handle());
  }

  @Override
  public void release(Batch batch) {
    batch.closeAfter(stream.handle());
  }

  @Override
  public void close() {
    JCudaDriver.cuStreamSynchronize(stream);
    memory.forEach(JCudaDriver::cuMemFree);
    JCublas2.cublasDestroy(blas);
    JCudaDriver.cuStreamDestroy(stream);
    JCudaDriver.cuDevicePrimaryCtxRelease(device);
  }
}
