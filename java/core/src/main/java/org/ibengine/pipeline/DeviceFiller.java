package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.backend.DeviceBackend;
import org.ibengine.backend.DevicePatchGather;
import org.ibengine.error.Failures;
import org.ibengine.plan.PatchRequest;

/**
 * Fills batches in device memory: one launch per batch, queued and not waited for. Memory that
 * holds a batch's own sources is read by the device over the bus, once, and then returned.
 */
public final class DeviceFiller implements BatchFiller {
  /**
   * How many batches have their own sources in host memory at the same time: one of training and
   * one of validation being loaded, and one that the device reads.
   */
  public static final int BATCHES_AT_ONCE = 3;

  private final DeviceBackend backend;
  private final SourceCache<PlacedVolume> cache;
  private final DeviceLayout layout;
  private final BatchShape shape;
  private final PatchPlaces places;
  private final BatchGather<PlacedVolume, DevicePatchGather> gather;
  private final StreamTail reading = new StreamTail();
  private final List<DeviceSlot> slots = new ArrayList<>();
  private int passing; // batches whose own sources are loaded or on their way

  /**
   * Owns nothing: backend and cache must stay open for as long as this is used.
   *
   * @param places with coordinates if the shape has them
   */
  public DeviceFiller(
      DeviceBackend backend,
      SourceCache<PlacedVolume> cache,
      DeviceLayout layout,
      PatchPlaces places) {
    this.backend = backend;
    this.cache = cache;
    this.layout = layout;
    this.shape = layout.shape();
    this.places = places;
    this.gather = new BatchGather<>(shape);
  }

  @Override
  public BatchSlot newSlot() {
    DeviceSlot slot = new DeviceSlot(backend, layout, places.coordinates());
    synchronized (slots) {
      slots.add(slot);
    }
    return slot;
  }

  @Override
  public void fill(List<PatchRequest> requests, BatchSlot slot) throws InterruptedException {
    reading.giveBackPassed();
    List<WarpedRequest> warped = places.warped(requests, shape);
    List<SourcePart> needed;
    try (SourceCache<PlacedVolume>.Fill batch = cache.begin()) {
      needed =
          warped.stream()
              .map(of -> batch.part(of.request().source(), of.reach(shape.patch())))
              .toList();
    }
    if (needed.stream().anyMatch(cache::isPassing)) {
      fillFromPassing(needed, warped, (DeviceSlot) slot);
    } else {
      fill(needed, warped, (DeviceSlot) slot, new LinkedHashMap<>());
    }
  }

  private void fillFromPassing(
      List<SourcePart> needed, List<WarpedRequest> requests, DeviceSlot slot)
      throws InterruptedException {
    enter();
    Map<SourcePart, SourceRequest<PlacedVolume>> loads = new LinkedHashMap<>();
    boolean queued = false;
    try {
      fill(needed, requests, slot, loads);
      queued = true;
    } finally {
      if (!queued) {
        giveBack(loads);
      }
    }
    reading.add(slot.stream(), () -> giveBack(loads));
  }

  private void fill(
      List<SourcePart> needed,
      List<WarpedRequest> requests,
      DeviceSlot slot,
      Map<SourcePart, SourceRequest<PlacedVolume>> loads)
      throws InterruptedException {
    needed.forEach(part -> loads.computeIfAbsent(part, cache::request));
    List<PlacedRequest<PlacedVolume>> placed = new ArrayList<>(needed.size());
    for (int i = 0; i < needed.size(); i++) {
      placed.add(new PlacedRequest<>(requests.get(i), loads.get(needed.get(i)).await()));
    }
    List<DevicePatchGather> patches = gather.patches(placed, slot);
    patches.addAll(slot.coordinates(requests));
    List<PatchRequest> drawn = requests.stream().map(WarpedRequest::request).toList();
    slot.fill(
        patches,
        shape.needsInstances() ? BatchWeights.patches(shape, placed, slot) : List.of(),
        BatchChanges.patches(drawn, slot));
  }

  /** Waits for the device while too many batches have sources of their own. */
  private void enter() {
    while (!tryEnter()) {
      reading.giveBackOldest();
    }
  }

  private synchronized boolean tryEnter() {
    if (passing == BATCHES_AT_ONCE) {
      return false;
    }
    passing++;
    return true;
  }

  private synchronized void leave() {
    passing--;
  }

  private void giveBack(Map<SourcePart, SourceRequest<PlacedVolume>> loads) {
    Failures failures = new Failures();
    loads.values().forEach(load -> failures.collect(load::release));
    failures.collect(this::leave);
    failures.rethrow();
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    failures.collect(reading::giveBackAll);
    synchronized (slots) {
      slots.forEach(slot -> failures.collect(slot::awaitWritten));
      slots.clear();
    }
    failures.rethrow();
  }
}
