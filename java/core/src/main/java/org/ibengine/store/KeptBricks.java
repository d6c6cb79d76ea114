package org.ibengine.store;

import org.ibengine.volume.HostBuffer;

/** The tiles of one packed volume that stay in memory once they have been read. Thread-safe. */
public interface KeptBricks {
  /** Nothing stays. */
  KeptBricks NONE =
      new KeptBricks() {
        @Override
        public boolean wants(int tile) {
          return false;
        }

        @Override
        public BrickTile find(int tile) {
          return null;
        }

        @Override
        public HostBuffer room(long bytes) {
          return null;
        }

        @Override
        public void giveBack(HostBuffer room, long bytes) {}

        @Override
        public BrickTile keep(int tile, BrickTile read) {
          return read;
        }
      };

  /** Whether a tile of {@link TileGrid} is to stay. */
  boolean wants(int tile);

  /** Null if it has not been read. */
  BrickTile find(int tile);

  /** Memory for a tile, to be kept or given back; null if there is no more. */
  HostBuffer room(long bytes);

  /** Takes memory back that {@link #room} gave for so many bytes. */
  void giveBack(HostBuffer room, long bytes);

  /** Keeps a tile; of several at a time, the first, and the memory of the others is freed. */
  BrickTile keep(int tile, BrickTile read);
}
