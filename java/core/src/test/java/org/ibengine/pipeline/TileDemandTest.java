package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.BitSet;
import java.util.List;
import org.ibengine.pipeline.TileDemand.Starts;
import org.ibengine.store.FileStamp;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.TensorInfo.PackedBytes;
import org.ibengine.store.TileGrid;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Sources of 512 × 128 × 64 voxels: 2 tiles along y, 4 along z. */
class TileDemandTest {
  private static final Size3 SIZE = new Size3(512, 128, 64);
  private static final Size3 PATCH = new Size3(32, 32, 32);
  private static final long PACKED = 800_000;

  private static StoredSource source(boolean packed) {
    StoredVolume label =
        new StoredVolume(
            Path.of("p"),
            new FileStamp(1 << 23, FileTime.fromMillis(0)),
            packed ? StoredVolume.Encoding.PACKED : StoredVolume.Encoding.RAW,
            0,
            SIZE,
            VoxelType.UINT8,
            packed ? new PackedBytes(PACKED, 2000) : null,
            null);
    return new StoredSource("case p", "p", SIZE, List.of(), label);
  }

  @Test
  void aPatchMeetsATileWithTheShareOfItsStartsThatDo() {
    assertEquals(1, new Starts(10, 10).share(32, 0, 64));
    assertEquals(0, new Starts(64, 70).share(32, 0, 64));
    assertEquals(0.5, new Starts(60, 67).share(32, 0, 64)); // 60 to 63 of 60 to 67
    assertEquals(31 / 33.0, new Starts(32, 64).share(32, 0, 63)); // 32 to 62 of 32 to 64
    assertEquals(1, new Starts(33, 64).share(32, 64, 128));
    assertEquals(0, new Starts(0, 32).share(32, 64, 128));
  }

  @Test
  void theGridHasItsTilesYFastest() {
    TileGrid grid = new TileGrid(new Size3(512, 129, 50));
    assertEquals(3, grid.high());
    assertEquals(4, grid.deep());
    assertEquals(7, grid.tile(1, 2));
    double all = 0;
    for (int tile = 0; tile < grid.count(); tile++) {
      all += grid.share(tile);
    }
    assertEquals(1, all, 1e-12);
    assertEquals(1 * 2 / (129.0 * 50), grid.share(grid.tile(2, 3)), 1e-12);
  }

  @Test
  void theTilesWithTheMostPatchesStayAndOtherSourcesWholeByWhatTheySave() {
    List<StoredSource> sources = List.of(source(true), source(false), source(true));
    TileDemand demand = new TileDemand(sources, PATCH);
    assertTrue(demand.has(0));
    assertFalse(demand.has(1));
    demand.add(0, new Starts(0, 0), new Starts(0, 0), 5); // tiles y 0, z 0 and 1
    demand.add(0, new Starts(96, 96), new Starts(32, 32), 1); // y 1, z 2 and 3
    demand.add(2, new Starts(0, 96), new Starts(0, 32), 40); // all, most of them often
    assertEquals(5, demand.of(0, 0));
    assertEquals(5, demand.of(0, 2));
    assertEquals(1, demand.of(0, 7));
    assertEquals(0, demand.of(0, 4));
    long[] uses = {6, 1, 40};
    TileChoice all = TileChoice.choose(sources, uses, demand, PATCH, 1 << 30);
    assertArrayEquals(new boolean[] {false, true, true}, all.whole());
    assertEquals(bits(0, 2, 5, 7), all.tiles()[0]);
    assertEquals(PACKED + SIZE.voxels(), all.wholeBytes());
    assertEquals((1 << 30) - all.wholeBytes(), all.tileBytes());
    TileChoice few = TileChoice.choose(sources, uses, demand, PATCH, PACKED + 2 * PACKED / 8);
    assertArrayEquals(new boolean[] {false, false, true}, few.whole());
    assertEquals(bits(0, 2), few.tiles()[0]);
    TileChoice none = TileChoice.choose(sources, uses, demand, PATCH, PACKED / 8 - 1);
    assertNull(none.tiles()[0]);
    assertEquals(0, none.tileBytes());
  }

  /** A channel of int32 in 800,000 bytes, and a label map that is not packed. */
  @Test
  void tilesOfMixedSourcesTakeThePackedBytesAlone() {
    StoredVolume channel =
        new StoredVolume(
            Path.of("p"),
            new FileStamp(1 << 25, FileTime.fromMillis(0)),
            StoredVolume.Encoding.PACKED,
            0,
            SIZE,
            VoxelType.INT32,
            new PackedBytes(PACKED, 2000),
            null);
    StoredSource mixed =
        new StoredSource(
            "case p",
            "p",
            SIZE,
            List.of(StoredSource.Channel.normalised(channel)),
            source(false).label());
    List<StoredSource> sources = List.of(mixed);
    TileDemand demand = new TileDemand(sources, PATCH);
    assertTrue(demand.has(0));
    demand.add(0, new Starts(0, 96), new Starts(0, 32), 9);
    long[] uses = {9};
    TileChoice half = TileChoice.choose(sources, uses, demand, PATCH, PACKED / 2);
    assertEquals(4, half.tiles()[0].cardinality());
    long all = PACKED + SIZE.voxels();
    TileChoice tiles = TileChoice.choose(sources, uses, demand, PATCH, all - 1);
    assertEquals(bits(0, 1, 2, 3, 4, 5, 6, 7), tiles.tiles()[0]);
    assertFalse(tiles.whole()[0]);
    assertEquals(all - 1, tiles.tileBytes());
    TileChoice whole = TileChoice.choose(sources, uses, demand, PATCH, all);
    assertTrue(whole.whole()[0]);
    assertNull(whole.tiles()[0]);
    assertEquals(all, whole.wholeBytes());
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }

  @Test
  void residencyCountsTheTilesAndStaysWithinTheLimit() {
    List<StoredSource> sources = List.of(source(true), source(true));
    long[] uses = {10, 10};
    TileDemand demand = new TileDemand(sources, PATCH);
    demand.add(0, new Starts(0, 96), new Starts(0, 32), 10);
    demand.add(1, new Starts(0, 0), new Starts(0, 0), 10);
    for (long limit : new long[] {600_000, 900_000, 1_200_000, 1_599_999, 1_600_000}) {
      Residency.Limits limits = new Residency.Limits(limit, 1, PATCH, 1);
      Residency residency = Residency.decide(sources, uses, limits, () -> demand);
      assertTrue(
          residency.residentBytes() + residency.transientBytes() <= limit, residency::toString);
      assertEquals(limit == 1_600_000, residency.keepsAll());
      assertEquals(limit < 1_600_000, residency.tileBytes() > 0, "" + limit);
    }
  }
}
