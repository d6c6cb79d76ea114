package org.ibengine.cpu;

import java.nio.ByteBuffer;
import org.ibengine.backend.Distribution;
import org.ibengine.backend.DistributionPasses;
import org.ibengine.backend.PatchLayout;
import org.ibengine.backend.VoxelSums;
import org.ibengine.volume.Volume;

/** The passes over a volume of 32 or 64 bits, or of float16, in the library. */
final class CpuPasses implements DistributionPasses {
  private static final int PART_BYTES = Long.BYTES + 3 * Double.BYTES;

  private final Volume volume;
  private final Distribution.Limit limit;
  private final CallBuffers buffers;
  private final int threads;

  CpuPasses(Volume volume, Distribution.Limit limit, CallBuffers buffers, int threads) {
    this.volume = volume;
    this.limit = limit;
    this.buffers = buffers;
    this.threads = threads;
  }

  private long address() {
    return CpuBuffer.of(volume.data()).address();
  }

  private int type() {
    return PatchLayout.code(volume.type());
  }

  private int above() {
    return limit.above() ? 1 : 0;
  }

  private void check(int status, String call) {
    Status.check(status, call + "(%s %s voxels)", volume.size(), volume.type());
  }

  @Override
  public VoxelSums sums() {
    ByteBuffer bytes = buffers.take(2 * PART_BYTES + Long.BYTES);
    ByteBuffer all = slice(bytes, 0, PART_BYTES);
    ByteBuffer beyond = slice(bytes, PART_BYTES, PART_BYTES);
    ByteBuffer nonFinite = slice(bytes, 2 * PART_BYTES, Long.BYTES);
    check(
        CpuLibrary.ib_sums(
            address(),
            type(),
            volume.size().voxels(),
            limit.value(),
            above(),
            threads,
            all,
            beyond,
            nonFinite),
        "ib_sums");
    return new VoxelSums(nonFinite.getLong(), part(all), part(beyond));
  }

  private static VoxelSums.Part part(ByteBuffer sums) {
    return new VoxelSums.Part(sums.getLong(), sums.getDouble(), sums.getDouble(), sums.getDouble());
  }

  @Override
  public double[] valuesAt(long... ranks) {
    int size = ranks.length * Long.BYTES;
    ByteBuffer bytes = buffers.take(2 * size + Long.BYTES);
    ByteBuffer in = slice(bytes, 0, size);
    in.asLongBuffer().put(ranks);
    ByteBuffer out = slice(bytes, size, size);
    ByteBuffer nonFinite = slice(bytes, 2 * size, Long.BYTES);
    check(
        CpuLibrary.ib_values_at_ranks(
            address(), type(), volume.size().voxels(), in, ranks.length, threads, out, nonFinite),
        "ib_values_at_ranks");
    double[] values = new double[ranks.length];
    out.asDoubleBuffer().get(values);
    return values;
  }

  @Override
  public Squares squares(double mean, double meanBeyond) {
    ByteBuffer bytes = buffers.take(2 * Double.BYTES);
    ByteBuffer all = slice(bytes, 0, Double.BYTES);
    ByteBuffer beyond = slice(bytes, Double.BYTES, Double.BYTES);
    check(
        CpuLibrary.ib_squares(
            address(),
            type(),
            volume.size().voxels(),
            limit.value(),
            above(),
            mean,
            meanBeyond,
            threads,
            all,
            beyond),
        "ib_squares");
    return new Squares(all.getDouble(), beyond.getDouble());
  }

  private static ByteBuffer slice(ByteBuffer bytes, int begin, int size) {
    return bytes.slice(begin, size).order(bytes.order());
  }
}
