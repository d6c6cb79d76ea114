package org.ibengine.backend.reference;

import java.nio.ByteBuffer;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.Percentiles;
import org.ibengine.backend.WeightPatch;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.gzip.JdkGzipCodec;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;

/**
 * Every operation as its definition reads, in plain loops on the calling thread: the oracle the
 * other backends are tested against. Thread-safe; the memory of closed buffers is freed by the
 * garbage collector.
 */
public final class ReferenceBackend implements Backend {
  static final String NAME = "reference";

  private final GzipCodec gzip = new JdkGzipCodec();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "plain Java loops, 1 thread, java.util.zip";
  }

  @Override
  public HostBuffer allocate(long sizeBytes) {
    return ReferenceBuffer.allocate(sizeBytes);
  }

  @Override
  public Percentiles percentiles(Volume volume, double... percentages) {
    return SortedPercentiles.of(new Voxels(volume), percentages);
  }

  @Override
  public Components labelComponents(Volume mask, Connectivity connectivity) {
    if (mask.type() != VoxelType.UINT8) {
      throw new IllegalArgumentException("a mask must be of type UINT8, was " + mask.type());
    }
    return new FloodFill(mask, connectivity).components();
  }

  @Override
  public void gatherPatches(List<PatchGather> patches) {
    for (PatchGather patch : patches) { // all checked before any is written
      bytesOf(patch.source());
      ReferenceBuffer.of(patch.target().buffer()).all();
    }
    for (PatchGather patch : patches) {
      new PatchCopy(patch).run();
    }
  }

  @Override
  public void weightPatches(List<WeightPatch> patches) {
    List<WeightMap> maps =
        patches.stream().map(WeightMap::of).toList(); // all checked, then written
    maps.forEach(WeightMap::write);
  }

  @Override
  public GzipCodec gzip() {
    return gzip;
  }

  @Override
  public void close() {}

  static ByteBuffer bytesOf(Volume volume) {
    return ReferenceBuffer.of(volume.data()).all();
  }
}
