package org.ibengine.synth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ibengine.synth.PhantomOptions.RadiusRange;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

class PhantomTest {
  private static final Size3 SIZE = new Size3(37, 29, 53);

  private static PhantomOptions options(VoxelType type, int lesions) {
    return new PhantomOptions(
        SIZE, new Spacing(2, 2, 4), List.of("T1", "DWI"), type, lesions, new RadiusRange(1, 9), 5);
  }

  private static byte[] modality(Phantom phantom, String name, int zBegin, int zEnd) {
    int sliceBytes = SIZE.x() * SIZE.y() * phantom.options().type().sizeBytes();
    ByteBuffer target = ByteBuffer.allocate((zEnd - zBegin) * sliceBytes);
    phantom.renderModality(name, zBegin, zEnd, target);
    assertFalse(target.hasRemaining());
    return target.array();
  }

  private static byte[] mask(Phantom phantom) {
    ByteBuffer target = ByteBuffer.allocate((int) SIZE.voxels());
    phantom.renderMask(0, SIZE.z(), target);
    return target.array();
  }

  @Test
  void aRangeOfSlicesIsTheSameAloneAsInTheWhole() {
    Phantom phantom = new Phantom(options(VoxelType.FLOAT32, 7), 1);
    byte[] whole = modality(phantom, "DWI", 0, SIZE.z());
    byte[] part = modality(phantom, "DWI", 20, 31);
    ByteBuffer expected = ByteBuffer.wrap(whole, 20 * SIZE.x() * SIZE.y() * 4, part.length);
    assertEquals(expected, ByteBuffer.wrap(part));
  }

  @Test
  void theSameSeedGivesTheSameVoxelsAndAnotherCaseOthers() {
    PhantomOptions options = options(VoxelType.INT16, 7);
    byte[] first = modality(new Phantom(options, 0), "T1", 0, SIZE.z());
    assertArrayEquals(first, modality(new Phantom(options, 0), "T1", 0, SIZE.z()));
    byte[] other = modality(new Phantom(options, 1), "T1", 0, SIZE.z());
    assertNotEquals(ByteBuffer.wrap(first), ByteBuffer.wrap(other));
  }

  @Test
  void modalitiesDifferByNameAndNotByPosition() {
    PhantomOptions both = options(VoxelType.UINT16, 3);
    PhantomOptions alone =
        new PhantomOptions(
            SIZE, both.spacing(), List.of("DWI"), both.type(), 3, both.radius(), both.seed());
    byte[] dwi = modality(new Phantom(both, 0), "DWI", 0, SIZE.z());
    assertArrayEquals(dwi, modality(new Phantom(alone, 0), "DWI", 0, SIZE.z()));
    assertNotEquals(
        ByteBuffer.wrap(dwi), ByteBuffer.wrap(modality(new Phantom(both, 0), "T1", 0, SIZE.z())));
  }

  @Test
  void integerVoxelsAreTheRoundedFloatVoxels() {
    byte[] floats = modality(new Phantom(options(VoxelType.FLOAT32, 4), 0), "T1", 0, SIZE.z());
    byte[] shorts = modality(new Phantom(options(VoxelType.UINT16, 4), 0), "T1", 0, SIZE.z());
    var exact = ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    var rounded = ByteBuffer.wrap(shorts).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    while (exact.hasRemaining()) {
      assertEquals(Math.round(exact.get()), rounded.get());
    }
  }

  @Test
  void airAroundTheBodyIsZeroAndTheBodyIsNot() {
    byte[] bytes = modality(new Phantom(options(VoxelType.FLOAT32, 0), 0), "T1", 0, SIZE.z());
    var voxels = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    assertEquals(0f, voxels.get(0));
    int centre = (SIZE.z() / 2 * SIZE.y() + SIZE.y() / 2) * SIZE.x() + SIZE.x() / 2;
    assertTrue(voxels.get(centre) > 50, "was " + voxels.get(centre));
  }

  @Test
  void lesionsAreBrighterThanEveryTissue() {
    Phantom phantom = new Phantom(options(VoxelType.FLOAT32, 9), 2);
    byte[] mask = mask(phantom);
    var voxels =
        ByteBuffer.wrap(modality(phantom, "T1", 0, SIZE.z()))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    double[] sums = new double[2];
    int[] counts = new int[2];
    for (int i = 0; i < mask.length; i++) {
      sums[mask[i]] += voxels.get(i) > 0 ? voxels.get(i) : 0;
      counts[mask[i]] += voxels.get(i) > 0 ? 1 : 0;
    }
    assertTrue(sums[1] / counts[1] > 1.2 * sums[0] / counts[0]);
  }

  @Test
  void unknownModalitiesAreRefusedByName() {
    Phantom phantom = new Phantom(options(VoxelType.INT16, 0), 0);
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> phantom.renderModality("FLAIR", 0, 1, ByteBuffer.allocate(9)));
    assertEquals("modality must be one of [T1, DWI], was FLAIR", error.getMessage());
  }

  @Test
  void moreLesionsThanFitAreRefusedWithTheRemedy() {
    PhantomOptions crowded =
        new PhantomOptions(
            new Size3(5, 6, 7),
            new Spacing(1, 1, 1),
            List.of("T1"),
            VoxelType.INT16,
            50,
            new RadiusRange(1, 1),
            0);
    var error = assertThrows(IllegalArgumentException.class, () -> new Phantom(crowded, 0));
    assertTrue(error.getMessage().contains("ask for fewer"), error.getMessage());
  }
}
