package org.ibengine.pipeline;

import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.ibengine.error.Failures;
import org.ibengine.store.BrickTile;
import org.ibengine.store.KeptBricks;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.BufferAllocator;
import org.ibengine.volume.HostBuffer;

/** Tiles of packed volumes in memory, all of them together within one limit. Thread-safe. */
final class KeptTiles implements AutoCloseable {
  private final BufferAllocator memory;
  private final long limit;
  private final AtomicLong taken = new AtomicLong();
  private final Map<SourceVolume, OfVolume> volumes = new IdentityHashMap<>(); // not changed later

  /**
   * @param tiles of each source that are to stay; null where none are
   * @param limit in bytes
   */
  KeptTiles(List<StoredSource> sources, BitSet[] tiles, long limit, BufferAllocator memory) {
    this.memory = memory;
    this.limit = limit;
    for (int i = 0; i < tiles.length; i++) {
      if (tiles[i] != null) {
        BitSet wanted = tiles[i];
        sources.get(i).volumes().forEach(volume -> volumes.put(volume, new OfVolume(wanted)));
      }
    }
  }

  /** Those of one volume. */
  KeptBricks of(SourceVolume volume) {
    OfVolume found = volumes.get(volume);
    return found == null ? KeptBricks.NONE : found;
  }

  private final class OfVolume implements KeptBricks {
    private final BitSet wanted;
    private final Map<Integer, BrickTile> tiles = new ConcurrentHashMap<>();

    OfVolume(BitSet wanted) {
      this.wanted = wanted;
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
      if (bytes == 0 || taken.addAndGet(bytes) > limit) {
        taken.addAndGet(-bytes);
        return null;
      }
      try {
        return memory.allocate(bytes);
      } catch (RuntimeException | Error e) {
        taken.addAndGet(-bytes);
        throw e;
      }
    }

    @Override
    public BrickTile keep(int tile, BrickTile read) {
      BrickTile before = tiles.putIfAbsent(tile, read);
      if (before == null) {
        return read;
      }
      giveBack(read.data(), read.places()[read.places().length - 1]);
      return before;
    }

    @Override
    public void giveBack(HostBuffer room, long bytes) {
      taken.addAndGet(-bytes);
      room.close();
    }

    void close(Failures failures) {
      tiles.values().forEach(tile -> failures.collect(tile.data()::close));
      tiles.clear();
    }
  }

  /** Frees all tiles; nothing may be reading. Idempotent. */
  @Override
  public void close() {
    Failures failures = new Failures();
    volumes.values().forEach(volume -> volume.close(failures));
    failures.rethrow();
  }
}
