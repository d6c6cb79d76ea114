package org.ibengine.store;

import org.ibengine.volume.HostBuffer;

/**
 * Rows of bricks of some layers.
 *
 * @param begins where the rows of each layer begin in the bytes of the volume
 * @param places where they begin in {@code data}
 */
public record BrickTile(HostBuffer data, long[] begins, long[] places) {
  /** Copies bytes of one layer, {@code from} counted in the volume. */
  void copy(int layer, long from, HostBuffer target, StoredVolumes.Span to) {
    int length = Math.toIntExact(to.length());
    target
        .bareView(to.begin(), length)
        .put(data.bareView(places[layer] + from - begins[layer], length));
  }
}
