package org.ibengine.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.ibengine.text.Text;

/**
 * Elements in memory with a shape, row major without gaps: the last dimension is fastest. A view:
 * it is valid until its owner (a batch) takes the memory back, and it never frees memory.
 * Immutable; reading from several threads is safe.
 */
public final class Tensor {
  private final ElementType type;
  private final long[] shape;
  private final Device device;
  private final TensorMemory memory;

  /**
   * @throws IllegalArgumentException if the memory is too small for the shape
   */
  public Tensor(ElementType type, Device device, TensorMemory memory, long... shape) {
    this.type = type;
    this.shape = shape.clone();
    this.device = device;
    this.memory = memory;
    if (sizeBytes() > memory.sizeBytes()) {
      throw new IllegalArgumentException(
          Text.format(
              "a tensor of shape %s and type %s needs %d bytes, the memory has %d",
              Arrays.toString(shape), type, sizeBytes(), memory.sizeBytes()));
    }
  }

  public ElementType type() {
    return type;
  }

  public Device device() {
    return device;
  }

  /** Elements along each dimension; a copy. */
  public long[] shape() {
    return shape.clone();
  }

  /** Elements from one index to the next along each dimension. */
  public long[] strides() {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    return strides;
  }

  public long elements() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  public long sizeBytes() {
    return Math.multiplyExact(elements(), (long) type.sizeBytes());
  }

  /**
   * Address of the first element, in the device's address space, aligned to 4096 bytes in host
   * memory and to 256 on a device.
   *
   * @throws UnsupportedOperationException on the reference backend, whose memory has no fixed
   *     address
   * @throws IllegalStateException after the memory was given back
   */
  public long address() {
    return memory.address();
  }

  /**
   * Bytes {@code [offset, offset + length)} as a little-endian view. It shows this batch until the
   * batch is closed, and another batch or old bytes after that. It can be read for as long as you
   * keep it, even after the engine is closed; it then keeps the memory from being returned to the
   * system.
   *
   * @throws UnsupportedOperationException if the tensor lies in device memory; {@link #copyTo}
   *     works there too
   * @throws IllegalArgumentException if the range is not inside the tensor
   * @throws IllegalStateException after the memory was given back
   */
  public ByteBuffer bytes(long offset, int length) {
    requireInside(offset, length);
    return memory.view(offset, length);
  }

  /**
   * Copies bytes {@code [offset, offset + target.remaining())}, little-endian elements, to the
   * position of {@code target} and advances it. Works wherever the tensor lies. Blocks until they
   * are written and, on a device, until they are copied; a training loop should not do that.
   *
   * @throws IllegalArgumentException if the range is not inside the tensor
   * @throws IllegalStateException after the memory was given back
   * @throws org.ibengine.error.BackendFailureException if the device failed
   */
  public void copyTo(long offset, ByteBuffer target) {
    requireInside(offset, target.remaining());
    memory.copyTo(offset, target);
  }

  private void requireInside(long offset, int length) {
    if (offset < 0 || length < 0 || offset > sizeBytes() - length) {
      throw new IllegalArgumentException(
          Text.format(
              "bytes [%d, %d) are not inside a tensor of %d bytes",
              offset, offset + length, sizeBytes()));
    }
  }

  @Override
  public String toString() {
    return Text.format("Tensor[%s %s on %s]", type, Arrays.toString(shape), device);
  }
}
