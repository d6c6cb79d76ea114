package org.ibengine.backend.reference;

import java.util.List;
import java.util.stream.Stream;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.backend.PatchGather;
import org.ibengine.backend.Percentiles;
import org.ibengine.backend.Resampling;
import org.ibengine.backend.WeightPatch;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;

/**
 * The reference code of every operation, on memory of its own alone: the oracle the other backends
 * are tested against. Thread-safe; the memory of closed buffers is freed by the garbage collector.
 */
public final class ReferenceBackend implements Backend {
  static final String NAME = Backends.REFERENCE;

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
    ReferenceBuffer.requireOwn(volume.data());
    return Backend.super.percentiles(volume, percentages);
  }

  @Override
  public Components labelComponents(Volume mask, Connectivity connectivity) {
    ReferenceBuffer.requireOwn(mask.data());
    return Backend.super.labelComponents(mask, connectivity);
  }

  @Override
  public void gatherPatches(List<PatchGather> patches, int threads) {
    for (PatchGather patch : patches) {
      ReferenceBuffer.requireOwn(patch.source().data());
      ReferenceBuffer.requireOwn(patch.target().buffer());
      if (patch.count() != null) {
        ReferenceBuffer.requireOwn(patch.count().buffer());
      }
    }
    Backend.super.gatherPatches(patches, threads);
  }

  @Override
  public void paintInstances(List<WeightPatch> patches, int threads) {
    for (WeightPatch patch : patches) {
      ReferenceBuffer.requireOwn(patch.instances().data());
      Stream.of(patch.weights(), patch.ids())
          .filter(target -> target != null)
          .forEach(target -> ReferenceBuffer.requireOwn(target.buffer()));
    }
    Backend.super.paintInstances(patches, threads);
  }

  @Override
  public void resample(Resampling resampling, int threads) {
    ReferenceBuffer.requireOwn(resampling.source().data());
    ReferenceBuffer.requireOwn(resampling.target().data());
    Backend.super.resample(resampling, threads);
  }

  @Override
  public void close() {}
}
