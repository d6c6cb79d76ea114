package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.DatasetIndex;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.ModalityScales;
import org.ibengine.index.RawScale;
import org.ibengine.intensity.IntensityChoice;
import org.ibengine.intensity.IntensityScale;
import org.ibengine.plan.Augmentation;
import org.ibengine.store.DatasetReader;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modalities that were rounded when they were stored: FLAIR, a float, and not T1. */
public interface EngineStoreContract extends EngineSource {
  private static Path folder(String store) {
    return store.equals("uint16") ? Folders.UINT16 : Folders.FLOAT16;
  }

  /**
   * Of the four numbers that say how far the normalised values may be apart, {@code (a + b · |x|) ·
   * error / divide}: a is 1 for the voxel and more for a {@code subtract} that is measured from
   * rounded voxels, too. Between percentiles it is 2, wherever the value lies.
   */
  @ParameterizedTest
  @CsvSource({
    "uint16, prepared, 2, 0",
    "uint16, percentile:5:95, 2, 0",
    "uint16, window:-20:300, 1, 0",
    "uint16, none, 1, 0",
    "uint16, zscore, 2, 1",
    "uint16, zscore:positive:clip:10:90, 2, 1",
    "uint16, nnunet-ct, 2, 1",
    "float16, prepared, 2, 0",
    "float16, window:-20:300, 1, 0",
    "float16, none, 1, 0",
    "float16, zscore:positive, 2, 1"
  })
  default void patchesAreThoseOfTheFloatsUpToTheRecordedError(
      String store, String scale, double a, double b) {
    IntensityScale chosen = IntensityScale.parse(scale);
    EngineOptions options = options().augmentation(Augmentation.NONE).normalise(chosen);
    DatasetIndex index = DatasetReader.open(folder(store)).index();
    ModalityScales scales =
        ModalityScales.of(index, IntensityChoice.PREPARED.others(chosen), TinyDataset.MODALITIES);
    Map<String, CaseIndex> cases =
        index.cases().stream().collect(Collectors.toMap(CaseIndex::name, item -> item));
    double most = index.cases().stream().mapToDouble(EngineStoreContract::error).max().orElse(0);
    try (IbEngine floats = volumes(options);
        IbEngine codes = IbEngine.open(folder(store), options);
        Epoch wanted = floats.epoch(4);
        Epoch found = codes.epoch(4)) {
      double largest = 0;
      while (wanted.hasNext()) {
        Batch expected = wanted.next();
        Batch actual = found.next();
        assertEquals(expected.items(), actual.items());
        for (int i = 0; i < expected.items().size(); i++) {
          ModalityIndex modality =
              cases.get(expected.items().get(i).caseName()).modalities().get(0);
          RawScale raw = scales.of(expected.items().get(i).caseName(), modality);
          Bound bound = new Bound(a, b, most, raw.divide() * modality.slope());
          largest =
              Math.max(
                  largest,
                  bound.check(
                      Delivered.channel(expected.image(), i, 0),
                      Delivered.channel(actual.image(), i, 0)));
          assertArrayEquals(
              Delivered.channel(expected.image(), i, 1), Delivered.channel(actual.image(), i, 1));
        }
      }
      assertTrue(largest > 0.2, "shares of the bound used: " + largest);
    }
  }

  private static double error(CaseIndex item) {
    return item.modalities().get(0).rounding().orElseThrow().largestError();
  }

  /** How far values may be apart, and how much of that they are. */
  record Bound(double a, double b, double error, double divide) {
    /** What float32 rounds of values up to 30,000. */
    private double slack(double x) {
      return 0x1p-22 * (30_000 / divide + Math.abs(x));
    }

    double check(float[] expected, float[] actual) {
      double largest = 0;
      assertEquals(expected.length, actual.length);
      for (int i = 0; i < expected.length; i++) {
        double allowed = (a + b * Math.abs(expected[i])) * error / divide;
        double apart = Math.abs((double) actual[i] - expected[i]);
        assertTrue(
            apart <= allowed + slack(expected[i]),
            expected[i] + " became " + actual[i] + ", allowed " + allowed);
        largest = Math.max(largest, apart / allowed);
      }
      return largest;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uint16", "float16"})
  default void theyAreTheSameOnEveryBackendAndWhereverVolumesAre(String store) {
    for (IntensityScale scale : List.of(IntensityScale.prepared(), IntensityScale.none())) {
      EngineOptions options = options().normalise(scale);
      List<Delivered> wanted =
          Delivered.epoch(IbEngine.open(folder(store), options.backend("reference")), 5, 2);
      assertEquals(wanted, Delivered.epoch(IbEngine.open(folder(store), options), 5, 2));
      assertEquals(wanted, Delivered.epoch(IbEngine.open(folder(store), offDevice(options)), 5, 2));
      assertEquals(wanted, withoutRoomForAll(folder(store), offDevice(options)));
    }
  }

  private List<Delivered> withoutRoomForAll(Path folder, EngineOptions options) {
    long all;
    try (IbEngine engine = IbEngine.open(folder, options)) {
      all = engine.memory().totalBytes();
    }
    try (IbEngine engine = IbEngine.open(folder, options.maxMemory(all - 1))) {
      assertTrue(engine.memory().sourcesOnDisk() > 0, engine.memory().toString());
      return Delivered.rest(engine.epoch(5, 2));
    }
  }

  @Test
  default void theRecordsSayWhatIsRounded() {
    for (CaseIndex item : DatasetReader.open(Folders.UINT16).index().cases()) {
      assertEquals(VoxelType.UINT16, rounded(item).type());
      assertTrue(error(item) <= rounded(item).slope() / 2 * (1 + 0x1p-20), item.name());
    }
    for (CaseIndex item : DatasetReader.open(Folders.FLOAT16).index().cases()) {
      assertEquals(VoxelType.FLOAT16, rounded(item).type());
      assertTrue(error(item) <= 30_000 * 0x1p-11, item.name());
    }
  }

  private static ModalityIndex rounded(CaseIndex item) {
    ModalityIndex flair = item.modalities().get(0);
    ModalityIndex t1 = item.modalities().get(1);
    assertEquals(VoxelType.FLOAT32, flair.rounding().orElseThrow().from());
    assertEquals(VoxelType.INT16, t1.type());
    assertTrue(t1.rounding().isEmpty());
    return flair;
  }
}
