package org.ibengine.torch.network;

/**
 * The size of a convolution, the same on every axis.
 *
 * @param in channels
 * @param out channels
 * @param size voxels
 * @param stride voxels
 * @param bias whether it adds one
 */
record Kernel(int in, int out, int size, int stride, boolean bias) {
  /** 3 voxels, stride 1, with bias. */
  static Kernel of(int in, int out) {
    return new Kernel(in, out, 3, 1, true);
  }

  /** 1 voxel, with bias. */
  static Kernel point(int in, int out) {
    return new Kernel(in, out, 1, 1, true);
  }

  /** 2 voxels, stride 2, no bias. */
  static Kernel doubling(int in, int out) {
    return new Kernel(in, out, 2, 2, false);
  }

  Kernel stride(int value) {
    return new Kernel(in, out, size, value, bias);
  }

  Kernel plain() {
    return new Kernel(in, out, size, stride, false);
  }

  /** So that stride 1 keeps the size of an image. */
  long padding() {
    return size % 2 == 0 ? 0 : size / 2;
  }

  /** So that a transposed convolution multiplies the size of an image by the stride. */
  long outputPadding() {
    return stride - size + 2 * padding();
  }

  long volume() {
    return (long) size * size * size;
  }
}
