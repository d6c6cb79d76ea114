package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.backend.Backend;
import org.ibengine.backend.PatchGather;
import org.ibengine.plan.PatchRequest;
import org.ibengine.volume.Volume;

/** Fills batches in host memory; a batch is written when {@link #fill} returns. */
public final class HostFiller implements BatchFiller {
  private final Backend backend;
  private final SourceCache<Volume> cache;
  private final BatchShape shape;
  private final BatchGather<Volume, PatchGather> gather;

  /** Owns nothing: backend and cache stay open longer than this is used. */
  public HostFiller(Backend backend, SourceCache<Volume> cache, BatchShape shape) {
    this.backend = backend;
    this.cache = cache;
    this.shape = shape;
    this.gather = new BatchGather<>(shape);
  }

  @Override
  public BatchSlot newSlot() {
    return new HostSlot(backend, shape);
  }

  @Override
  public void fill(List<PatchRequest> requests, BatchSlot slot) throws InterruptedException {
    List<SourcePart> needed =
        requests.stream().map(r -> cache.part(r.source(), r.corner(), shape.patch())).toList();
    Map<SourcePart, SourceLoad<Volume>> loads = new LinkedHashMap<>();
    try {
      needed.forEach(part -> loads.computeIfAbsent(part, cache::request));
      List<LoadedSource<Volume>> sources = new ArrayList<>();
      for (SourcePart part : needed) {
        sources.add(loads.get(part).await());
      }
      backend.gatherPatches(gather.patches(requests, sources, (HostSlot) slot));
    } finally {
      loads.forEach(cache::release);
    }
  }
}
