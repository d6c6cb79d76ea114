package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
  private final int threads;

  /**
   * Owns nothing: backend and cache stay open longer than this is used.
   *
   * @param threads of the backend
   */
  public HostFiller(Backend backend, SourceCache<Volume> cache, BatchShape shape, int threads) {
    this.backend = backend;
    this.cache = cache;
    this.shape = shape;
    this.gather = new BatchGather<>(shape);
    this.threads = threads;
  }

  @Override
  public BatchSlot newSlot() {
    return new HostSlot(backend, shape);
  }

  /** One a thread; only one where sources are read for a batch, as the forecast counts on it. */
  @Override
  public int atOnce() {
    return cache.keepsAll() ? threads : 1;
  }

  @Override
  public void fill(List<PatchRequest> requests, BatchSlot slot) throws InterruptedException {
    fill(requests, (HostSlot) slot, backend::gatherPatches);
  }

  @Override
  public void fillBesideOthers(List<PatchRequest> requests, BatchSlot slot, int callers)
      throws InterruptedException {
    int share = Math.max(1, threads / callers);
    fill(requests, (HostSlot) slot, patches -> backend.gatherPatches(patches, share));
  }

  private void fill(
      List<PatchRequest> requests, HostSlot slot, Consumer<List<PatchGather>> gathering)
      throws InterruptedException {
    List<SourcePart> needed = new ArrayList<>(requests.size());
    for (PatchRequest request : requests) {
      needed.add(cache.part(request.source(), request.corner(), shape.patch()));
    }
    Map<SourcePart, SourceLoad<Volume>> loads = new LinkedHashMap<>();
    try {
      needed.forEach(part -> loads.computeIfAbsent(part, cache::request));
      List<LoadedSource<Volume>> sources = new ArrayList<>(needed.size());
      for (SourcePart part : needed) {
        sources.add(loads.get(part).await());
      }
      gathering.accept(gather.patches(requests, sources, slot));
    } finally {
      loads.forEach(cache::release);
    }
  }
}
