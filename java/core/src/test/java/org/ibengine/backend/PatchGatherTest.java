package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ibengine.backend.PatchGather.Target;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.tensor.ElementType;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchGatherTest {
  private static final Size3 SIZE = new Size3(3, 5, 7);
  private final HostBuffer memory = new ReferenceBackend().allocate(2000);
  private final Volume label = new Volume(SIZE, VoxelType.UINT8, memory);
  private final Volume image = new Volume(SIZE, VoxelType.INT16, memory);

  @AfterEach
  void close() {
    memory.close();
  }

  private PatchGather gather(Volume source, Orientation turn, float fill, ElementType type) {
    Target target = new Target(memory, 0, type);
    return new PatchGather(
        source, new PatchCut(Index3.ZERO, SIZE, null, turn, Intensity.IDENTITY, fill), target);
  }

  @Test
  void anOddTurnNeedsASquarePatch() {
    for (int turns : new int[] {1, 3}) {
      Orientation odd = new Orientation(turns, false, false, false);
      assertThrows(
          IllegalArgumentException.class, () -> gather(image, odd, 0, ElementType.FLOAT32));
    }
    Orientation even = new Orientation(2, true, true, true);
    assertDoesNotThrow(() -> gather(image, even, 0, ElementType.FLOAT32));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4})
  void quarterTurnsAreZeroToThree(int turns) {
    assertThrows(IllegalArgumentException.class, () -> new Orientation(turns, false, false, false));
  }

  @Test
  void aLabelPatchIsAPlainCopyOfALabelVolume() {
    Orientation none = Orientation.IDENTITY;
    assertDoesNotThrow(() -> gather(label, none, 255, ElementType.UINT8));
    assertThrows(IllegalArgumentException.class, () -> gather(image, none, 0, ElementType.UINT8));
    Target target = new Target(memory, 0, ElementType.UINT8);
    Normalisation limits = Normalisation.range(0, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> PatchGather.crop(label, Index3.ZERO, SIZE, limits, target));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PatchGather(
                label,
                new PatchCut(Index3.ZERO, SIZE, null, none, new Intensity(1, 0.5f), 0),
                target));
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, 256, 0.5f, Float.NaN, Float.POSITIVE_INFINITY})
  void theFillOfALabelPatchIsALabel(float fill) {
    assertThrows(
        IllegalArgumentException.class,
        () -> gather(label, Orientation.IDENTITY, fill, ElementType.UINT8));
    assertDoesNotThrow(() -> gather(label, Orientation.IDENTITY, fill, ElementType.FLOAT16));
  }

  @Test
  void theTargetMustHoldTheWholePatch() {
    long room = memory.sizeBytes() - 105 * 4;
    Target last = new Target(memory, room / 4 * 4, ElementType.FLOAT32);
    assertDoesNotThrow(() -> PatchGather.crop(image, Index3.ZERO, SIZE, null, last));
    Target late = new Target(memory, room / 4 * 4 + 4, ElementType.FLOAT32);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> PatchGather.crop(image, Index3.ZERO, SIZE, null, late));
    assertEquals(
        "a patch of (3, 5, 7) FLOAT32 elements at 1584 ends at 2004, the buffer holds 2000 bytes",
        refused.getMessage());
  }

  @Test
  void theOffsetIsAMultipleOfTheElement() {
    assertThrows(IllegalArgumentException.class, () -> new Target(memory, 2, ElementType.FLOAT32));
    assertThrows(IllegalArgumentException.class, () -> new Target(memory, -4, ElementType.FLOAT32));
    assertDoesNotThrow(() -> new Target(memory, 2, ElementType.FLOAT16));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void gainAndShiftMustBeFinite(float value) {
    assertThrows(IllegalArgumentException.class, () -> new Intensity(value, 0));
    assertThrows(IllegalArgumentException.class, () -> new Intensity(1, value));
  }

  @Test
  void limitsMustBeFinite() {
    assertThrows(IllegalArgumentException.class, () -> Normalisation.range(Float.NaN, 1));
    assertThrows(
        IllegalArgumentException.class, () -> Normalisation.range(0, Float.POSITIVE_INFINITY));
    assertDoesNotThrow(() -> Normalisation.range(5, -5));
    assertThrows(IllegalArgumentException.class, () -> Normalisation.range(-3e38f, 3e38f));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void whatScalesMustBeFiniteAndItsLimitsInOrder(float value) {
    assertThrows(IllegalArgumentException.class, () -> new Normalisation(value, 1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Normalisation(0, value, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Normalisation(0, 1, value, 1));
    assertThrows(IllegalArgumentException.class, () -> new Normalisation(0, 1, 0, value));
    assertThrows(IllegalArgumentException.class, () -> new Normalisation(0, 1, 0.5f, 0.25f));
    assertDoesNotThrow(() -> new Normalisation(0, 0, 0.5f, 0.5f));
  }
}
