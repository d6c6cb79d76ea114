package org.ibengine.conformance;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.volume.BufferAllocator;

/**
 * Reads views of batches after their engine was closed. Run in a JVM of its own, since one that
 * reads unmapped memory ends without a word.
 */
public final class KeptViews {
  private KeptViews() {}

  /**
   * Prints how many views hold what they held when the engine was closed.
   *
   * @param arguments name of a backend, folder of a dataset
   */
  public static void main(String[] arguments) {
    read(arguments[0], Path.of(arguments[1]), null);
  }

  /** As {@link #main}; batches lie in {@code memory} unless that is null. */
  public static void read(String backend, Path folder, BufferAllocator memory) {
    EngineOptions options =
        EngineOptions.defaults()
            .backend(backend)
            .batchSize(2)
            .threads(2)
            .instanceMaps(true)
            .validationOfAll(true);
    List<ByteBuffer> kept = views(folder, memory == null ? options : options.batchMemory(memory));
    List<byte[]> before = kept.stream().map(KeptViews::bytes).toList();
    System.gc();
    try (IbEngine next = IbEngine.open(folder, options);
        Epoch epoch = next.epoch(99)) {
      epoch.forEach(batch -> {}); // other batches, for which memory is asked anew
    }
    System.gc();
    int same = 0;
    for (int i = 0; i < kept.size(); i++) {
      same += Arrays.equals(before.get(i), bytes(kept.get(i))) ? 1 : 0;
    }
    System.out.printf("%d of %d views hold what they held%n", same, kept.size());
  }

  /** One of each tensor of each slot, and one per batch that was kept over the engine's end. */
  private static List<ByteBuffer> views(Path folder, EngineOptions options) {
    List<ByteBuffer> views = new ArrayList<>();
    Batch own;
    try (IbEngine engine = IbEngine.open(folder, options)) {
      try (Epoch epoch = engine.epoch(1)) {
        own = epoch.next().keep();
        for (int i = 1; i < epoch.slots(); i++) {
          addViews(epoch.next(), views);
        }
      }
      try (Epoch validation = engine.validation()) {
        addViews(validation.next(), views);
      }
    }
    addViews(own, views);
    own.close();
    return views;
  }

  private static void addViews(Batch batch, List<ByteBuffer> views) {
    batch.tensors().forEach(t -> views.add(t.bytes(0, Math.toIntExact(t.sizeBytes())).slice()));
  }

  private static byte[] bytes(ByteBuffer view) {
    byte[] bytes = new byte[view.remaining()];
    view.duplicate().get(bytes);
    return bytes;
  }
}
