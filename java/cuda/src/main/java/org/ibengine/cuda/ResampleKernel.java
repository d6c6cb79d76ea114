package org.ibengine.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.DoubleStream;
import org.ibengine.backend.PatchLayout;
import org.ibengine.backend.ResampleLayout;
import org.ibengine.backend.ResampleRule;
import org.ibengine.backend.Resampling;
import org.ibengine.volume.Volume;

/** The launch of resample.cu. Source and target lie in device memory as a whole. Used once. */
final class ResampleKernel {
  static final int THREADS = 256; // IB_RESAMPLE_THREADS

  private final Lane lane;
  private final Resampling resampling;

  ResampleKernel(Lane lane, Resampling resampling) {
    this.lane = lane;
    this.resampling = resampling;
  }

  /** Host memory of a launch: the structure and its Gaussians. */
  static long hostBytes(ResampleRule rule) {
    long gaussians = (long) ResampleLayout.gaussians(rule).length * Double.BYTES;
    return BlockPool.rounded(ResampleLayout.BYTES) + BlockPool.rounded(gaussians);
  }

  /** Queues the upload, the kernel and the download; closing the lane waits for them. */
  void queue() {
    Volume source = resampling.source();
    Volume target = resampling.target();
    long from = lane.allocate(source.sizeBytes()).address();
    long to = lane.allocate(target.sizeBytes()).address();
    lane.upload(from, CudaBuffer.of(source.data()), source.sizeBytes());
    long blocks = (target.size().voxels() + THREADS - 1) / THREADS;
    Grid grid = new Grid(Math.toIntExact(blocks), THREADS, 0);
    lane.launch("resample_volume", grid, request(from, to));
    lane.download(CudaBuffer.of(target.data()), 0, to, target.sizeBytes());
  }

  private long request(long from, long to) {
    ResampleRule rule = resampling.rule();
    long gaussians =
        lane.write(
            DoubleStream.of(ResampleLayout.gaussians(rule))
                .mapToLong(Double::doubleToRawLongBits)
                .toArray());
    ByteBuffer struct = ByteBuffer.allocate(ResampleLayout.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ResampleLayout.put(
        struct, at(resampling.source(), from), at(resampling.target(), to), rule, gaussians);
    long[] words = new long[ResampleLayout.BYTES / Long.BYTES];
    struct.flip().asLongBuffer().get(words);
    return lane.write(words);
  }

  private static PatchLayout.Source at(Volume volume, long address) {
    return new PatchLayout.Source(address, volume.size(), volume.type());
  }
}
