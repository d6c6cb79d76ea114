package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.backend.Backend;
import org.ibengine.backend.IntensityPatch;
import org.ibengine.backend.PatchGather;
import org.ibengine.plan.PatchRequest;
import org.ibengine.tensor.BatchPart;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.VolumeData;

/** Fills batches in host memory; a batch is written when {@link #fill} returns. */
public final class HostFiller implements BatchFiller {
  private final Backend backend;
  private final SourceCache<VolumeData> cache;
  private final BatchShape shape;
  private final BatchGather<VolumeData, PatchGather> gather;
  private final int threads;
  private final PatchPlaces places;

  /**
   * What it fills with; the caller closes it later.
   *
   * @param threads the most that it uses
   */
  public record Processors(Backend backend, int threads) {}

  /**
   * Owns nothing: backend and cache must stay open for as long as this is used.
   *
   * @param places with coordinates if the shape has them
   */
  public HostFiller(
      Processors processors, SourceCache<VolumeData> cache, BatchShape shape, PatchPlaces places) {
    this.backend = processors.backend();
    this.cache = cache;
    this.shape = shape;
    this.gather = new BatchGather<>(shape);
    this.threads = processors.threads();
    this.places = places;
  }

  @Override
  public BatchSlot newSlot() {
    return newSlotIn(backend::allocate);
  }

  @Override
  public BatchSlot newSlotIn(BufferAllocator other) {
    return new HostSlot(other, shape);
  }

  /** One per thread; only one if sources are read for a batch, as the forecast assumes. */
  @Override
  public int atOnce() {
    return cache.keepsAll() ? threads : 1;
  }

  @Override
  public void fill(List<PatchRequest> requests, BatchSlot slot) throws InterruptedException {
    fill(requests, (HostSlot) slot, threads);
  }

  @Override
  public void fillBesideOthers(List<PatchRequest> requests, BatchSlot slot, int callers)
      throws InterruptedException {
    fill(requests, (HostSlot) slot, Math.max(1, threads / callers));
  }

  private void fill(List<PatchRequest> requests, HostSlot slot, int share)
      throws InterruptedException {
    List<WarpedRequest> warped = places.warped(requests, shape);
    try (SourceCache<VolumeData>.Fill batch = cache.begin()) {
      gather(batch, warped, slot, share);
    }
    if (places.coordinates() != null) {
      places.coordinates().write(warped, slot.buffer(BatchPart.COORDINATES), shape);
    }
    List<IntensityPatch> changed = BatchChanges.patches(requests, slot);
    if (!changed.isEmpty()) {
      backend.changeIntensities(changed, share);
    }
  }

  private void gather(
      SourceCache<VolumeData>.Fill batch, List<WarpedRequest> requests, HostSlot slot, int share)
      throws InterruptedException {
    Map<SourcePart, SourceRequest<VolumeData>> loads = new LinkedHashMap<>();
    try {
      List<SourcePart> needed =
          requests.stream()
              .map(of -> batch.part(of.request().source(), of.reach(shape.patch())))
              .toList();
      needed.forEach(part -> loads.computeIfAbsent(part, cache::request));
      List<PlacedRequest<VolumeData>> placed = new ArrayList<>(needed.size());
      for (int i = 0; i < needed.size(); i++) {
        placed.add(new PlacedRequest<>(requests.get(i), loads.get(needed.get(i)).await()));
      }
      backend.gatherPatches(gather.patches(placed, slot), share);
      if (shape.needsInstances()) {
        backend.paintInstances(BatchWeights.patches(shape, placed, slot), share);
      }
    } finally {
      loads.values().forEach(SourceRequest::release);
    }
  }
}
