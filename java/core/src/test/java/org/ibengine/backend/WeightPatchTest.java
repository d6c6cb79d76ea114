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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightPatchTest {
  private static final WeightRule RULE = WeightKind.PATCH_INVERSE.rule();
  private final HostBuffer memory = new ReferenceBackend().allocate(3 * 5 * 7 * 4);
  private final InstanceMap map = new InstanceMap(0, 0, memory);

  @AfterEach
  void close() {
    memory.close();
  }

  private WeightPatch patch(Size3 size, int turns, WeightRule rule, Target weights, Target ids) {
    Orientation orientation = new Orientation(turns, false, false, false);
    return new WeightPatch(map, new WeightCut(Index3.ZERO, size, orientation, rule), weights, ids);
  }

  private Target target(ElementType type) {
    return new Target(memory, 0, type);
  }

  @Test
  void weightsAreFloat32AndIdsInt32() {
    Size3 size = new Size3(3, 5, 7);
    Target floats = target(ElementType.FLOAT32);
    Target integers = target(ElementType.INT32);
    assertDoesNotThrow(() -> patch(size, 0, RULE, floats, integers));
    assertDoesNotThrow(() -> patch(size, 0, null, null, integers));
    assertThrows(IllegalArgumentException.class, () -> patch(size, 0, RULE, integers, null));
    assertThrows(IllegalArgumentException.class, () -> patch(size, 0, RULE, null, floats));
  }

  @Test
  void thereIsATargetAndWeightsHaveARule() {
    Size3 size = new Size3(3, 5, 7);
    assertThrows(IllegalArgumentException.class, () -> patch(size, 0, RULE, null, null));
    Target floats = target(ElementType.FLOAT32);
    assertThrows(IllegalArgumentException.class, () -> patch(size, 0, null, floats, null));
  }

  @Test
  void thePatchFitsItsTargetAndIsSquareWhereItIsTurned() {
    Target integers = target(ElementType.INT32);
    Size3 large = new Size3(3, 5, 8);
    assertThrows(IllegalArgumentException.class, () -> patch(large, 0, null, null, integers));
    Size3 oblong = new Size3(3, 5, 7);
    assertThrows(IllegalArgumentException.class, () -> patch(oblong, 1, null, null, integers));
    assertDoesNotThrow(() -> patch(new Size3(5, 5, 3), 3, null, null, integers));
  }

  @ParameterizedTest
  @CsvSource({"-1, 2", "3, 2", "0, 0", "NaN, 2", "0, NaN", "Infinity, Infinity"})
  void limitsAreOrderedAndLeaveRoom(double min, double max) {
    assertThrows(IllegalArgumentException.class, () -> RULE.limited(min, max));
  }

  @Test
  void theUsualLimitsAreThoseOfThePaperWhereTheKindHasAny() {
    assertEquals(1, RULE.min());
    assertEquals(200_000, RULE.max());
    assertEquals(0, WeightKind.FOREGROUND_INVERSE.rule().min());
    assertEquals(Double.POSITIVE_INFINITY, WeightKind.FOREGROUND_INVERSE.rule().max());
    assertEquals("instance-inverse", WeightKind.INSTANCE_INVERSE.label());
  }

  @Test
  void aMapNeedsItsBytes() {
    assertEquals(3 * 8 + 2 * 20, InstanceMap.bytes(3, 2));
    assertThrows(IllegalArgumentException.class, () -> new InstanceMap(3, 20, memory));
  }
}
