package org.ibengine.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.store.FileStamp;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolume.Encoding;
import org.ibengine.store.TensorInfo;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class DeviceResidencyTest {
  private static final FileStamp STAMP = new FileStamp(1, FileTime.fromMillis(0));

  /** Sources of so many voxels, 5 bytes each: a float channel and a label map. */
  private static List<StoredSource> sources(int... voxels) {
    return IntStream.of(voxels)
        .mapToObj(
            n -> {
              Size3 size = new Size3(1, 1, n);
              return new StoredSource(
                  "case p",
                  "p",
                  size,
                  List.of(StoredSource.Channel.normalised(stored(size, VoxelType.FLOAT32))),
                  stored(size, VoxelType.UINT8));
            })
        .toList();
  }

  private static StoredVolume stored(Size3 size, VoxelType type) {
    return new StoredVolume(Path.of("p"), STAMP, Encoding.RAW, 0, size, type);
  }

  /** Batches of 2, patches of 8 voxels, so 4 rows of 40 bytes for 2 batches at once. */
  private static DeviceResidency decide(
      List<StoredSource> sources, long host, long device, long... uses) {
    Residency.Limits limits = new Residency.Limits(host, 2, new Size3(1, 1, 8), 3, 2);
    return DeviceResidency.decide(
        sources,
        uses,
        limits,
        new DeviceResidency.Room(
            device, going -> going.size().voxels() * going.type().sizeBytes()));
  }

  @Test
  void everythingGoesToTheDeviceWhereItFits() {
    DeviceResidency residency = decide(sources(100, 300), 100_000, 2000, 1, 1);
    assertArrayEquals(new boolean[] {true, true}, residency.onDevice());
    assertEquals(2000, residency.deviceBytes());
    assertEquals(0, residency.staying().residentBytes());
    assertEquals(1200, residency.blockBytes(), "the largest volume");
    assertEquals(3, residency.loaders());
    assertEquals(3 * 2 * 1200, residency.staying().transientBytes());
  }

  @Test
  void whatADeviceTakesForAVolumeCountsNotItsVoxels() {
    Residency.Limits limits = new Residency.Limits(100_000, 2, new Size3(1, 1, 8), 3, 2);
    for (long bytes : new long[] {3200, 3199}) {
      DeviceResidency.Room room =
          new DeviceResidency.Room(bytes, going -> 16L * going.size().y() * going.size().z());
      DeviceResidency residency =
          DeviceResidency.decide(sources(100), new long[] {1}, limits, room);
      assertArrayEquals(new boolean[] {bytes == 3200}, residency.onDevice());
      assertEquals(bytes == 3200 ? 3200 : 0, residency.deviceBytes());
    }
  }

  @Test
  void theMostUsefulAreOnTheDeviceTheNextInHostMemoryTheRestOnDisk() {
    List<StoredSource> sources = sources(100, 100, 100, 100, 100);
    long passing = 2 * 2 * 400; // 2 loaders of 2 blocks are within a quarter of the limit
    DeviceResidency residency = decide(sources, passing + 4 * 40 + 500 + 4000, 1499, 1, 9, 5, 7, 0);
    assertArrayEquals(new boolean[] {false, true, false, true, false}, residency.onDevice());
    assertEquals(1000, residency.deviceBytes());
    assertArrayEquals(
        new boolean[] {true, true, true, true, false}, residency.staying().resident());
    assertEquals(1000, residency.staying().residentBytes());

    residency = decide(sources, 1600, 1499, 1, 9, 5, 7, 0);
    assertArrayEquals(new boolean[] {false, true, false, true, false}, residency.onDevice());
    assertEquals(1, residency.loaders(), "two blocks of 400 bytes are more than a quarter");
    assertArrayEquals(
        new boolean[] {false, true, true, true, false}, residency.staying().resident());
    assertEquals(500, residency.staying().residentBytes());
    assertEquals(800 + 4 * 40, residency.staying().transientBytes());
    assertTrue(residency.staying().residentBytes() + residency.staying().transientBytes() <= 1600);
  }

  @Test
  void withoutDeviceMemoryForVolumesAllStayInHostMemory() {
    DeviceResidency residency = decide(sources(100, 300), 2000, 0, 1, 1);
    assertArrayEquals(new boolean[2], residency.onDevice());
    assertEquals(2000, residency.staying().residentBytes());
    assertEquals(0, residency.staying().transientBytes());
  }

  @Test
  void hostMemoryTooSmallToPassAVolumeThroughIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> decide(sources(100), 799, 500, 1))
            .getMessage();
    assertTrue(message.contains("need 800 bytes of host memory, but 799 are allowed"), message);
  }

  /** 16,000 bytes raw, 7,200 packed, of which the channel has 4,000. */
  private static StoredSource packed() {
    Size3 size = new Size3(8, 4, 100);
    TensorInfo.PackedBytes bytes = new TensorInfo.PackedBytes(4000, 150);
    StoredVolume channel =
        new StoredVolume(
            Path.of("p"), STAMP, Encoding.PACKED, 0, size, VoxelType.FLOAT32, bytes, null);
    return new StoredSource(
        "case p",
        "p",
        size,
        List.of(StoredSource.Channel.normalised(channel)),
        stored(size, VoxelType.UINT8));
  }

  private static DeviceResidency decidePacked(long host, int loaders) {
    Residency.Limits limits = new Residency.Limits(host, 2, new Size3(1, 1, 8), loaders, 2);
    return DeviceResidency.decide(
        List.of(packed()),
        new long[] {1},
        limits,
        new DeviceResidency.Room(
            10_000,
            going ->
                going.packedBytes() > 0
                    ? going.packedBytes()
                    : going.size().voxels() * going.type().sizeBytes()));
  }

  @Test
  void whatFitsOnADeviceOnlyBecauseItIsPackedNeedsNoMoreHostMemoryThanRaw() {
    DeviceResidency passing = decidePacked(8000, 1);
    assertArrayEquals(new boolean[] {true}, passing.onDevice());
    assertEquals(7200, passing.deviceBytes());
    assertEquals(8000, passing.staying().transientBytes(), "two blocks");
    long rows = 8 * 40; // of a patch: raw ones take less than bricks
    for (long host : new long[] {7999, 4 * rows}) {
      DeviceResidency left = decidePacked(host, 1);
      assertArrayEquals(new boolean[] {false}, left.onDevice());
      assertEquals(0, left.deviceBytes());
      assertTrue(left.staying().transientBytes() <= host);
    }
    assertThrows(IllegalArgumentException.class, () -> decidePacked(4 * rows - 1, 1));
  }

  @Test
  void loadersAreFewerWhereTheRestNeedsTheMemory() {
    // A quarter of the limit has room for two blocks of two loaders; rows for batches take the
    // rest.
    List<StoredSource> sources = sources(10, 4000);
    Residency.Limits limits = new Residency.Limits(960, 11, new Size3(1, 1, 8), 4, 2);
    DeviceResidency.Room room =
        new DeviceResidency.Room(100, going -> going.size().voxels() * going.type().sizeBytes());
    DeviceResidency residency = DeviceResidency.decide(sources, new long[] {9, 9}, limits, room);
    assertArrayEquals(new boolean[] {true, false}, residency.onDevice());
    assertEquals(1, residency.loaders());
  }
}
