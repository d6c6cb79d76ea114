package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ibengine.plan.Balance;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {
  private final EngineOptions options = EngineOptions.defaults();

  @Test
  void patchesMayBeLongButNotWithoutEnd() {
    assertEquals(
        Optional.of(new Size3(65_536, 65_536, 65_536)),
        options.patchSize(65_536, 65_536, 65_536).sampling().patchSize());
    assertEquals(
        "a patch has at most 65536 voxels per axis, was (64, 65537, 64)",
        assertThrows(IllegalArgumentException.class, () -> options.patchSize(64, 65_537, 64))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> options.patchSize(64, 0, 64));
  }

  @Test
  void numbersOutOfTheirRangeAreRefusedWhereTheyAreSetByTheNameOfTheOption() {
    for (double ratio : new double[] {-1, -1e-300, Double.NaN, 1 / 0.0, -1 / 0.0}) {
      refused("negatives per positive", Double.toString(ratio), o -> o.negativesPerPositive(ratio));
    }
    for (double exponent : new double[] {-1001, 1001, Double.NaN, 1 / 0.0, -1 / 0.0}) {
      String told = Double.toString(exponent);
      refused("balance exponent", told, o -> o.balance(Balance.Kind.SIZE, exponent));
    }
    refused("weight limits", "NaN and 1.0", o -> o.weightLimits(Double.NaN, 1));
    refused("weight limits", "NaN", o -> o.weightLimits(0, Double.NaN));
    refused("weight limits", "-1.0 and 1.0", o -> o.weightLimits(-1, 1));
    refused("patch size", "(0, 7, 7)", o -> o.patchSize(0, 7, 7));
    refused("patch", "(2147483647, 1, 1)", o -> o.patchSize(Integer.MAX_VALUE, 1, 1));
    refused("batch size", "0", o -> o.batchSize(0));
    refused("batch size", "65537", o -> o.batchSize(65_537));
    refused("repeats", "0", o -> o.repeats(0));
    refused("fold", "-1", o -> o.fold(-1, 3));
    refused("fold", "[0, 3), was 3", o -> o.fold(3, 3));
    refused("folds", "1", o -> o.fold(0, 1));
    refused("rank", "-1 and 1", o -> o.rank(-1, 1));
    refused("rank", "2 and 2", o -> o.rank(2, 2));
    refused("threads", "0", o -> o.threads(0));
    refused("threads", "2147483647", o -> o.threads(Integer.MAX_VALUE));
    refused("max memory", "0", o -> o.maxMemory(0));
    refused("max device memory", "-1", o -> o.maxDeviceMemory(-1));
    refused("device", "-1", o -> o.device(-1));
    refused("prefetch", "1", o -> o.prefetch(1));
    refused("ranks", "0", o -> o.localRanks(0));
  }

  private void refused(String name, String value, UnaryOperator<EngineOptions> setter) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> setter.apply(options)).getMessage();
    assertTrue(message.contains(name) && message.endsWith(value), message);
  }

  @Test
  void nothingWhereSomethingMustBeSaidIsRefusedByTheNameOfTheOption() {
    missing("placement", o -> o.placement(null));
    missing("augmentation", o -> o.augmentation(null));
    missing("balance", o -> o.balance(null, 1));
    missing("image type", o -> o.type(null));
    missing("backend", o -> o.backend(null));
    missing("batch memory", o -> o.batchMemory(null));
    missing("weight normalisation", o -> o.weightNormalisation(null));
    missing("modalities", o -> o.modalities((String[]) null));
    missing("modality", o -> o.modalities("T1", null));
    missing("subjects", o -> o.subjects(null));
    missing("subject of case a", o -> o.subjects(Collections.singletonMap("a", null)));
    missing("name of a case", o -> o.subjects(Collections.singletonMap(null, "a")));
  }

  private void missing(String name, UnaryOperator<EngineOptions> setter) {
    String message =
        assertThrows(NullPointerException.class, () -> setter.apply(options)).getMessage();
    assertTrue(message.contains(name) && message.endsWith("must not be null"), message);
  }

  @Test
  void aGlobalBatchThatNoIntHoldsIsRefusedWithItsProductInWhateverOrderItWasAskedFor() {
    for (EngineOptions tooMany :
        List.of(
            options.batchSize(65_536).rank(0, 32_768), options.rank(0, 32_768).batchSize(65_536))) {
      assertEquals(
          "batch size × world size must be at most 2147483647, was 65536 × 32768 = 2147483648",
          assertThrows(IllegalArgumentException.class, tooMany.delivery()::globalBatch)
              .getMessage());
    }
    EngineOptions most = options.rank(0, Integer.MAX_VALUE).batchSize(1);
    assertEquals(Integer.MAX_VALUE, most.delivery().globalBatch());
  }

  @Test
  void settingSomethingLeavesTheOptionsAsTheyWere() {
    options.patchSize(3, 5, 7);
    assertEquals(EngineOptions.defaults(), options);
  }
}
