package org.ibengine.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;

/** One patch as it was delivered: what it shows and a checksum of its bytes. */
record Delivered(BatchItem item, long image, long label) {
  static List<Delivered> of(Batch batch) {
    List<Delivered> patches = new ArrayList<>();
    for (int i = 0; i < batch.items().size(); i++) {
      patches.add(
          new Delivered(
              batch.items().get(i), checksum(batch.image(), i), checksum(batch.label(), i)));
    }
    return patches;
  }

  /** The rest of an epoch, which is closed. */
  static List<Delivered> rest(Epoch epoch) {
    try (epoch) {
      List<Delivered> patches = new ArrayList<>();
      epoch.forEach(batch -> patches.addAll(of(batch)));
      return patches;
    }
  }

  static List<Delivered> epoch(IbEngine opened, long seed, int number) {
    try (IbEngine engine = opened) {
      return rest(engine.epoch(seed, number));
    }
  }

  /** A whole epoch over all ranks, in the order of the global batches. */
  static List<Delivered> ofAllRanks(EngineSource source, EngineOptions options, int worldSize) {
    List<List<Delivered>> shares = new ArrayList<>();
    for (int rank = 0; rank < worldSize; rank++) {
      shares.add(epoch(source.volumes(options.rank(rank, worldSize)), 5, 0));
    }
    int batch = options24(worldSize);
    List<Delivered> all = new ArrayList<>();
    for (int from = 0; from < shares.get(0).size(); from += batch) {
      for (List<Delivered> share : shares) {
        all.addAll(share.subList(from, from + batch));
      }
    }
    return all;
  }

  /** The batch size of one of so many ranks that together take 24 patches per step. */
  static int options24(int worldSize) {
    return 24 / worldSize;
  }

  private static long checksum(Tensor tensor, int item) {
    CRC32C checksum = new CRC32C();
    int bytes = (int) (tensor.sizeBytes() / tensor.shape()[0]);
    checksum.update(bytes(tensor, (long) item * bytes, bytes));
    return checksum.getValue();
  }

  /** A copy, wherever the tensor lies. */
  static ByteBuffer bytes(Tensor tensor, long offset, int length) {
    ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    tensor.copyTo(offset, copy);
    return copy.flip();
  }

  /** All elements of one channel of one item, x fastest; float16 bits widened exactly. */
  static float[] channel(Tensor tensor, int item, int channel) {
    long[] shape = tensor.shape();
    int elements = (int) (shape[2] * shape[3] * shape[4]);
    int size = tensor.type().sizeBytes();
    long offset = (item * shape[1] + channel) * elements * size;
    ByteBuffer bytes = bytes(tensor, offset, elements * size);
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] =
          tensor.type() == ElementType.FLOAT32
              ? bytes.getFloat(4 * i)
              : tensor.type() == ElementType.UINT8
                  ? bytes.get(i) & 0xFF
                  : widened(bytes.getShort(2 * i));
    }
    return values;
  }

  private static float widened(short half) {
    int exponent = half >> 10 & 0x1F;
    int mantissa = half & 0x3FF;
    double magnitude =
        exponent == 0 ? mantissa * 0x1p-24 : (1024 + mantissa) * Math.pow(2, exponent - 25);
    return (float) (half < 0 ? -magnitude : magnitude);
  }
}
