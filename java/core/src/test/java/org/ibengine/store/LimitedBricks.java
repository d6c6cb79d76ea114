package org.ibengine.store;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.ibengine.backend.Backend;
import org.ibengine.volume.HostBuffer;

/** Keeps what it is told to, as far as its room goes. */
final class LimitedBricks implements KeptBricks {
  private final Backend backend;
  private final BitSet wanted;
  private final Map<Integer, BrickTile> tiles = new HashMap<>();
  private long room;

  LimitedBricks(Backend backend, BitSet wanted, long room) {
    this.backend = backend;
    this.wanted = wanted;
    this.room = room;
  }

  @Override
  public boolean wants(int tile) {
    return wanted.get(tile);
  }

  @Override
  public BrickTile find(int tile) {
    return tiles.get(tile);
  }

  @Override
  public HostBuffer room(long bytes) {
    if (bytes > room) {
      return null;
    }
    room -= bytes;
    return backend.allocate(bytes);
  }

  @Override
  public void giveBack(HostBuffer given, long bytes) {
    room += bytes;
  }

  @Override
  public BrickTile keep(int tile, BrickTile read) {
    assertNull(tiles.put(tile, read), "read twice");
    return read;
  }

  int count() {
    return tiles.size();
  }
}
