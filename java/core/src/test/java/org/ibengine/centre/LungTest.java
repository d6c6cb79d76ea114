package org.ibengine.centre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridMap;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelBits;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is lung, and the rules about it, against loops over a few voxels. */
class LungTest {
  private final Backend backend = new ReferenceBackend();

  private Volume volume(Size3 size, VoxelType type) {
    return new Volume(size, type, backend.allocate(size.voxels() * type.sizeBytes()));
  }

  private static int index(Size3 size, int x, int y, int z) {
    return (z * size.y() + y) * size.x() + x;
  }

  private Volume hu(Size3 size, int fill) {
    Volume hu = volume(size, VoxelType.INT16);
    ByteBuffer view = hu.data().view(0, (int) hu.sizeBytes());
    while (view.hasRemaining()) {
      view.putShort((short) fill);
    }
    return hu;
  }

  private static void put(Volume hu, int value, int[] begin, int[] end) {
    ByteBuffer view = hu.data().view(0, (int) hu.sizeBytes());
    for (int z = begin[2]; z < end[2]; z++) {
      for (int y = begin[1]; y < end[1]; y++) {
        for (int x = begin[0]; x < end[0]; x++) {
          view.putShort(2 * index(hu.size(), x, y, z), (short) value);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"9,8,7,1", "5,13,10,2", "3,2,1,3", "20,7,9,4"})
  void aCentreStaysIfItsBlockIsLungByMeanOrByHalf(int nx, int ny, int nz, long seed) {
    Size3 size = new Size3(nx, ny, nz);
    Random random = new Random(seed);
    Volume hu = volume(size, VoxelType.INT16);
    ByteBuffer view = hu.data().view(0, (int) hu.sizeBytes());
    VoxelBits lung = VoxelBits.none(size);
    for (int i = 0; i < size.voxels(); i++) {
      boolean left = i % nx < nx / 2;
      view.putShort(2 * i, (short) (random.nextInt(1200) - (left ? 1000 : 900)));
      if (random.nextInt(20) < (left ? 12 : 8)) {
        lung.set(i % nx, i / nx % ny, i / nx / ny);
      }
    }
    VoxelBits band = VoxelBits.all(size);
    LungRules.keepInBand(band, hu);
    VoxelBits half = VoxelBits.all(size);
    LungRules.keepInLung(half, lung);
    for (int z = 0; z < nz; z++) {
      for (int y = 0; y < ny; y++) {
        for (int x = 0; x < nx; x++) {
          assertBlock(view, lung, new int[] {x, y, z}, band.get(x, y, z), half.get(x, y, z));
        }
      }
    }
    assertTrue(size.voxels() < 100 || 0 < half.count() && half.count() < size.voxels());
  }

  private static void assertBlock(
      ByteBuffer hu, VoxelBits lung, int[] at, boolean inBand, boolean inLung) {
    Size3 size = lung.size();
    double sum = 0;
    double held = 0;
    double count = 0;
    for (int z = Math.max(0, at[2] - 3); z <= Math.min(size.z() - 1, at[2] + 3); z++) {
      for (int y = Math.max(0, at[1] - 3); y <= Math.min(size.y() - 1, at[1] + 3); y++) {
        for (int x = Math.max(0, at[0] - 3); x <= Math.min(size.x() - 1, at[0] + 3); x++) {
          sum += hu.getShort(2 * index(size, x, y, z));
          held += lung.get(x, y, z) ? 1 : 0;
          count++;
        }
      }
    }
    assertEquals(sum >= -950 * count && sum <= -300 * count, inBand);
    assertEquals(lung.get(at[0], at[1], at[2]) && held >= 0.5 * count, inLung);
  }

  @Test
  void theBandHasItsEndsAndOnlyWhatWasThereIsKept() {
    Size3 size = new Size3(9, 9, 9);
    for (int value : new int[] {-951, -950, -600, -300, -299}) {
      VoxelBits centres = VoxelBits.none(size);
      centres.setRun(2, 5, 4, 3);
      LungRules.keepInBand(centres, hu(size, value));
      assertEquals(value >= -950 && value <= -300 ? 3 : 0, centres.count(), "HU " + value);
    }
  }

  /** Air outside, a lung of 4 · 3 · 5 voxels, and a bubble of 2. */
  @Test
  void aLungIsAirThatTouchesNoSideAcrossXOrYAndIsLargeEnough() {
    Size3 size = new Size3(12, 9, 8);
    Volume scan = hu(size, 40);
    put(scan, -850, new int[] {2, 2, 1}, new int[] {6, 5, 6});
    put(scan, -400, new int[] {8, 4, 3}, new int[] {9, 5, 5}); // still air
    put(scan, -399, new int[] {8, 6, 3}, new int[] {9, 7, 5}); // no longer
    assertEquals(62, Lungs.ofHu(scan, 1, backend).count());
    assertEquals(60, Lungs.ofHu(scan, 3, backend).count());
    assertEquals(60, Lungs.ofHu(scan, 60, backend).count());
    assertEquals(0, Lungs.ofHu(scan, 61, backend).count());
    put(scan, -850, new int[] {3, 3, 0}, new int[] {4, 4, 8}); // open above and below
    assertEquals(63, Lungs.ofHu(scan, 60, backend).count());
    put(scan, -850, new int[] {3, 0, 3}, new int[] {4, 3, 4}); // and to the front
    assertEquals(0, Lungs.ofHu(scan, 60, backend).count());
    assertEquals(2, Lungs.ofHu(scan, 1, backend).count());
  }

  private Volume labels(Size3 size, int... values) {
    Volume labels = volume(size, VoxelType.UINT8);
    ByteBuffer view = labels.data().view(0, (int) labels.sizeBytes());
    for (int value : values) {
      view.put((byte) value);
    }
    return labels;
  }

  /** Voxels of 2.5 mm along x: positions 0, 0.4, 0.8 … have the voxel ⌊c + ½⌋. */
  @Test
  void aMaskIsTakenToOneMillimetreByItsNearestVoxels() {
    Volume labels = labels(new Size3(3, 2, 2), 0, 3, 5, 0, 0, 0, 4, 0, 0, 5, 5, 5);
    GridMap map = GridMap.spaced(new Geometry.Spacing(2.5, 2, 0.5), new Geometry.Spacing(1, 1, 1));
    LungMask mask = LungMask.of(labels, new Size3(8, 4, 1), map);
    assertEquals(2, mask.lung().count()); // at 0.8 and 1.2
    for (int x = 0; x < 8; x++) {
      int from = Math.min(2, (int) Math.floor(x / 2.5 + 0.5));
      assertEquals(from == 1, mask.lung().get(x, 0, 0), "x " + x);
      assertEquals(from >= 1, mask.any().get(x, 0, 0), "x " + x);
      assertFalse(mask.any().get(x, 1, 0)); // y 1 is at 0.5, so voxel 1
    }
  }

  @Test
  void withoutLabels3And4EveryLabelIsLung() {
    Size3 size = new Size3(4, 1, 1);
    LungMask plain = LungMask.of(labels(size, 0, 1, 5, 255), size, GridMap.IDENTITY);
    assertEquals(3, plain.lung().count());
    LungMask luna = LungMask.of(labels(size, 0, 4, 5, 255), size, GridMap.IDENTITY);
    assertEquals(1, luna.lung().count());
    assertEquals(3, luna.any().count());
    assertEquals(0, LungMask.of(labels(size, 0, 0, 0, 0), size, GridMap.IDENTITY).lung().count());
  }
}
