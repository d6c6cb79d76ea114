package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.BitSet;
import java.util.List;
import org.ibengine.backend.CountingBackend;
import org.ibengine.store.BrickTile;
import org.ibengine.store.FileStamp;
import org.ibengine.store.KeptBricks;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Tiles of two sources within 1,000 bytes. */
class KeptTilesTest {
  private final CountingBackend memory = new CountingBackend();
  private final StoredSource first = source();
  private final StoredSource second = source();
  private final KeptTiles tiles =
      new KeptTiles(
          List.of(first, second),
          new BitSet[] {BitSet.valueOf(new long[] {0b101}), null},
          1000,
          memory::allocate);

  private static StoredSource source() {
    Size3 size = new Size3(8, 70, 40);
    StoredVolume label =
        new StoredVolume(
            Path.of("p"),
            new FileStamp(1, FileTime.fromMillis(0)),
            StoredVolume.Encoding.RAW,
            0,
            size,
            VoxelType.UINT8);
    return new StoredSource("case p", "p", size, List.of(), label);
  }

  private static BrickTile tile(HostBuffer room, long bytes) {
    return new BrickTile(room, new long[] {0}, new long[] {0, bytes});
  }

  @Test
  void thoseThatWereChosenStayOfTheirOwnVolumeAlone() {
    KeptBricks kept = tiles.of(first.label());
    assertTrue(kept.wants(0));
    assertFalse(kept.wants(1));
    assertTrue(kept.wants(2));
    assertSame(KeptBricks.NONE, tiles.of(second.label()));
    BrickTile read = tile(kept.room(400), 400);
    assertNull(kept.find(2));
    assertSame(read, kept.keep(2, read));
    assertSame(read, kept.find(2));
    assertNull(kept.find(0));
    tiles.close();
    assertEquals(0, memory.liveBytes());
    tiles.close();
  }

  @Test
  void allTogetherStayWithinTheLimit() {
    KeptBricks kept = tiles.of(first.label());
    HostBuffer most = kept.room(999);
    assertNotNull(most);
    assertNull(kept.room(2));
    HostBuffer last = kept.room(1);
    assertNotNull(last);
    assertNull(kept.room(1));
    kept.giveBack(last, 1);
    kept.giveBack(most, 999);
    assertEquals(0, memory.liveBytes());
    assertNotNull(kept.room(1000));
    assertEquals(1000, memory.peakBytes());
  }

  @Test
  void whoComesSecondWithATileGetsThatOfTheFirst() {
    KeptBricks kept = tiles.of(first.label());
    BrickTile before = kept.keep(0, tile(kept.room(500), 500));
    BrickTile late = tile(kept.room(500), 500);
    assertSame(before, kept.keep(0, late));
    assertEquals(500, memory.liveBytes());
    assertNotNull(kept.room(500), "what was given back is there again");
  }

  @Test
  void memoryThatCannotBeHadIsNotCounted() {
    KeptTiles failing =
        new KeptTiles(
            List.of(first),
            new BitSet[] {BitSet.valueOf(new long[] {1})},
            1000,
            bytes -> {
              if (bytes > 700) {
                throw new IllegalStateException("no memory");
              }
              return memory.allocate(bytes);
            });
    KeptBricks kept = failing.of(first.label());
    assertThrows(IllegalStateException.class, () -> kept.room(800));
    assertNotNull(kept.room(700));
    assertNull(kept.room(301));
  }
}
