package org.ibengine.cli.preview;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.plan.PatchRequest;

/** Chooses patches of an epoch to be drawn. */
final class EpochSlices {
  /** An instance of the dataset. */
  record Key(String caseName, int instance) {
    @Override
    public String toString() {
      return caseName + "#" + instance;
    }
  }

  private EpochSlices() {}

  /** The first patches that an epoch hands out, without filler. */
  static List<PatchSlice> first(IbEngine engine, long seed, int number, int most) {
    List<PatchSlice> slices = new ArrayList<>();
    try (Epoch epoch = engine.epoch(seed, number)) {
      while (slices.size() < most && epoch.hasNext()) {
        Batch batch = epoch.next();
        for (int i = 0; i < batch.items().size() && slices.size() < most; i++) {
          if (!batch.items().get(i).filler()) {
            slices.add(PatchSlice.of(batch, i));
          }
        }
      }
    }
    return slices;
  }

  /** These instances, each where an epoch shows it first. */
  static List<PatchSlice> of(IbEngine engine, List<Key> wanted) {
    Map<Key, PatchSlice> found = new HashMap<>();
    try (Epoch epoch = engine.epoch(0)) {
      while (found.size() < wanted.size() && epoch.hasNext()) {
        Batch batch = epoch.next();
        for (int i = 0; i < batch.items().size(); i++) {
          BatchItem item = batch.items().get(i);
          Key key = item.positive() ? new Key(item.caseName(), item.instance().id()) : null;
          if (wanted.contains(key)) {
            found.putIfAbsent(key, PatchSlice.of(batch, i));
          }
        }
      }
    }
    return wanted.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  /** The instances that an epoch shows on any rank. */
  static List<Key> planned(IbEngine engine, long seed, int number) {
    try (Epoch epoch = engine.epoch(seed, number)) {
      return epoch.plan().requests().stream()
          .filter(PatchRequest::positive)
          .map(request -> new Key(request.caseName(), request.instanceId()))
          .distinct()
          .toList();
    }
  }

  /** Every instance the engine may show, in the order of the dataset. */
  static List<Key> all(IbEngine engine) {
    return engine.pool().positives().stream()
        .map(site -> new Key(site.caseName(), site.instance().id()))
        .distinct()
        .toList();
  }
}
