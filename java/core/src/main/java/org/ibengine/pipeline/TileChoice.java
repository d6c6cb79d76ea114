package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.Size3;

/**
 * What stays in memory where not everything fits: tiles of the packed volumes of sources, and other
 * sources whole, those first that save the most reading for each byte of memory.
 *
 * @param whole sources that stay whole
 * @param tiles of each other source that stay; null where none do
 * @param tileBytes for all tiles; what they take is known when they are read, and those that no
 *     longer fit do not stay
 */
record TileChoice(boolean[] whole, BitSet[] tiles, long wholeBytes, long tileBytes) {
  /** Something that stays or does not; a tile of −1 is the whole source. */
  private record Unit(int source, int tile, double bytes, double saved) {}

  /**
   * @param uses patches of each source in an epoch
   * @param room bytes for all that stays
   */
  static TileChoice choose(
      List<StoredSource> sources, long[] uses, TileDemand demand, Size3 patch, long room) {
    List<Unit> units = new ArrayList<>();
    for (int i = 0; i < uses.length; i++) {
      if (uses[i] > 0) {
        add(units, sources.get(i), i, uses[i], demand, patch);
      }
    }
    units.sort(Comparator.comparingDouble(unit -> -unit.saved()));
    TileChoice choice = new TileChoice(new boolean[uses.length], new BitSet[uses.length], 0, 0);
    double left = room;
    for (Unit unit : units) {
      if (unit.bytes() <= left) {
        left -= unit.bytes();
        choice.take(unit);
      }
    }
    choice.makeWhole(sources, uses, demand, left);
    return choice.counted(sources, room);
  }

  private static void add(
      List<Unit> units, StoredSource source, int i, long uses, TileDemand demand, Size3 patch) {
    if (!demand.has(i)) {
      double saved = (double) uses * source.patchBytes(patch) / source.loadedBytes();
      units.add(new Unit(i, -1, source.loadedBytes(), saved));
      return;
    }
    for (int tile = 0; tile < demand.tiles(i); tile++) {
      if (demand.of(i, tile) > 0) {
        double bytes = source.packedBytes() * demand.share(i, tile);
        units.add(new Unit(i, tile, bytes, demand.of(i, tile)));
      }
    }
  }

  private void take(Unit unit) {
    if (unit.tile() < 0) {
      whole[unit.source()] = true;
    } else {
      if (tiles[unit.source()] == null) {
        tiles[unit.source()] = new BitSet();
      }
      tiles[unit.source()].set(unit.tile());
    }
  }

  /**
   * Sources with all their tiles stay whole, where there is room for their raw volumes, too:
   * patches are cut from those directly.
   */
  private void makeWhole(
      List<StoredSource> sources, long[] uses, TileDemand demand, double afterTiles) {
    double left = afterTiles;
    for (int i : Residency.mostUsefulFirst(sources, uses, StoredSource::loadedBytes)) {
      long more = sources.get(i).loadedBytes() - sources.get(i).packedBytes();
      if (tiles[i] != null && tiles[i].cardinality() == demand.tiles(i) && more <= left) {
        tiles[i] = null;
        whole[i] = true;
        left -= more;
      }
    }
  }

  private TileChoice counted(List<StoredSource> sources, long room) {
    long wholly = 0;
    boolean some = false;
    for (int i = 0; i < whole.length; i++) {
      wholly += whole[i] ? sources.get(i).loadedBytes() : 0;
      some |= tiles[i] != null;
    }
    return new TileChoice(whole, tiles, wholly, some ? Math.max(0, room - wholly) : 0);
  }
}
