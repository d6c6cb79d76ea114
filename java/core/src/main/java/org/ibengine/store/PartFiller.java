package org.ibengine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.ibengine.packed.BrickLayout;
import org.ibengine.packed.PackedPart;
import org.ibengine.store.StoredVolumes.Span;
import org.ibengine.volume.HostBuffer;

/**
 * Fills a part of a packed volume: from tiles that stay in memory, which are read first where they
 * are not there yet, and from the file, in as few reads as the layers of bricks allow. For one
 * part.
 */
final class PartFiller {
  private final StoredVolume stored;
  private final FileChannel channel;
  private final KeptBricks kept;
  private final BrickLayout layout;
  private final TileGrid tiles;

  PartFiller(StoredVolume stored, FileChannel channel, KeptBricks kept) {
    this.stored = stored;
    this.channel = channel;
    this.kept = kept;
    this.layout = new BrickLayout(stored.size());
    this.tiles = new TileGrid(stored.size());
  }

  /** Puts the rows of all layers to their places. */
  void fill(PackedPart part, HostBuffer target) throws IOException {
    for (int layer = 0; layer < part.layers().size(); layer++) {
      fill(part, layer, target);
    }
  }

  private void fill(PackedPart part, int layer, HostBuffer target) throws IOException {
    PackedPart.Layer bytes = part.layers().get(layer);
    long read = bytes.from(); // up to here
    int number = part.firstLayer() + layer;
    int end = part.firstRow() + part.rowsPerLayer();
    for (int row = part.firstRow(); row < end; ) {
      int next = Math.min(end, (row / TileGrid.ROWS + 1) * TileGrid.ROWS);
      BrickTile tile = tile(row / TileGrid.ROWS, number / TileGrid.LAYERS);
      if (tile != null) {
        long from = part.begin(layer, row - part.firstRow());
        long to = part.begin(layer, next - part.firstRow());
        read(bytes, read, from, target);
        tile.copy(
            number % TileGrid.LAYERS,
            from,
            target,
            new Span(bytes.to() + from - bytes.from(), to - from));
        read = to;
      }
      row = next;
    }
    read(bytes, read, bytes.from() + bytes.length(), target);
  }

  private void read(PackedPart.Layer layer, long from, long to, HostBuffer target)
      throws IOException {
    if (to > from) {
      Span place = new Span(layer.to() + from - layer.from(), to - from);
      StoredVolumes.fill(channel, stored, from, target, place);
    }
  }

  /** Null if it does not stay, or there is no room for it. */
  private BrickTile tile(int y, int z) throws IOException {
    int number = tiles.tile(y, z);
    if (!kept.wants(number)) {
      return null;
    }
    BrickTile found = kept.find(number);
    return found != null ? found : readTile(number, y * TileGrid.ROWS, z * TileGrid.LAYERS);
  }

  /** Where the rows of a tile lie in the volume's bytes, by layer, and in its own. */
  private record Places(long[] begins, long[] places) {
    long bytes() {
      return places[begins.length];
    }
  }

  private BrickTile readTile(int number, int row, int layer) throws IOException {
    Places of = places(row, layer);
    HostBuffer room = kept.room(of.bytes());
    if (room == null) {
      return null;
    }
    try {
      for (int i = 0; i < of.begins().length; i++) {
        Span place = new Span(of.places()[i], of.places()[i + 1] - of.places()[i]);
        StoredVolumes.fill(channel, stored, of.begins()[i], room, place);
      }
    } catch (IOException | RuntimeException | Error e) {
      kept.giveBack(room, of.bytes());
      throw e;
    }
    return kept.keep(number, new BrickTile(room, of.begins(), of.places()));
  }

  private Places places(int row, int layer) throws IOException {
    int rows = Math.min(TileGrid.ROWS, layout.rowsPerLayer() - row);
    int layers = Math.min(TileGrid.LAYERS, layout.layers() - layer);
    long[] begins = new long[layers];
    long[] places = new long[layers + 1];
    for (int i = 0; i < layers; i++) {
      long entry = (long) (layer + i) * layout.rowsPerLayer() + row;
      ByteBuffer ends =
          PackedFile.bytes(channel, stored, BrickLayout.entryAt(entry), (rows + 1) * Long.BYTES);
      begins[i] = ends.getLong(0);
      long end = ends.getLong(rows * Long.BYTES);
      if (begins[i] < layout.rowsBegin() || end < begins[i] || end > stored.packed().total()) {
        throw StoredVolumes.changed(stored, "has rows of bricks outside of its bytes");
      }
      places[i + 1] = places[i] + end - begins[i];
    }
    return new Places(begins, places);
  }
}
