package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.MemoryForecast;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.TinyDataset;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.Layout;
import org.ibengine.index.NanRule;
import org.ibengine.index.PercentileRange;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.label.Connectivity;
import org.ibengine.prepare.Preparation;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.prepare.PrepareRequest;
import org.ibengine.volume.Affine;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.GridTolerance;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many cases of a data set stay on a small device, raw and packed, by the forecast. */
class PackedForecastTest implements OnDriverDouble {
  private static final Size3 SIZE = new Size3(40, 36, 28);
  private static final int CASES = 4;
  private static final int VOXELS = 40 * 36 * 28;

  /** A row of 40 voxels of 2 bytes takes 80, one of 40 labels 48 of 40. */
  private static final long RAW_CASE = 36 * 28 * (80L + 48);

  @TempDir static Path folder;

  @BeforeAll
  static void prepare() {
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      for (int i = 0; i < CASES; i++) {
        write(folder.resolve("raw").resolve("case" + i), i, backend);
      }
      for (VolumeEncoding encoding : VolumeEncoding.values()) {
        PrepareRequest request =
            new PrepareRequest(
                List.of(folder.resolve("raw")),
                folder.resolve(encoding.name()),
                options(),
                new PrepareRequest.Execution(1, 1 << 28, false, false, true, encoding));
        assertTrue(Preparation.run(request, backend, PrepareListener.NONE).failures().isEmpty());
      }
    }
  }

  private static void write(Path at, int seed, Backend backend) {
    Random random = new Random(seed);
    float[] image = new float[VOXELS];
    float[] labels = new float[VOXELS];
    for (int i = 0; i < VOXELS; i++) {
      image[i] = 300 + i % 40 + random.nextInt(12); // 4 to 5 bits of 16
      labels[i] = i % 40 < 4 && i / 40 % 36 < 4 && i / 40 / 36 < 3 ? 1 : 0;
    }
    try {
      Files.createDirectories(at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Geometry grid = new Geometry(SIZE, new Geometry.Spacing(1, 1, 1), Affine.scaling(1, 1, 1));
    TinyDataset.writeVolume(at.resolve("FLAIR.nii"), grid, VoxelType.INT16, image, backend);
    TinyDataset.writeVolume(at.resolve("GT.nii"), grid, VoxelType.UINT8, labels, backend);
  }

  private static DatasetOptions options() {
    return new DatasetOptions(
        Layout.VOLUMES,
        new Size3(16, 16, 16),
        new Size3(8, 8, 8),
        1,
        Connectivity.FACE_6,
        new PercentileRange(1, 99),
        List.of("FLAIR"),
        GridTolerance.of(0.1),
        NanRule.REFUSE);
  }

  private static IbEngine open(VolumeEncoding encoding, EngineOptions options) {
    return IbEngine.open(folder.resolve(encoding.name()), options);
  }

  private static EngineOptions cuda() {
    return EngineOptions.defaults().backend("cuda").batchSize(2).prefetch(2).threads(1);
  }

  private static MemoryForecast.OnDevice forecast(VolumeEncoding encoding, EngineOptions options) {
    try (IbEngine engine = open(encoding, options)) {
      return engine.memory().device();
    }
  }

  @Test
  void aDeviceThatHoldsOneRawCaseHoldsAllPackedOnes() {
    MemoryForecast.OnDevice raw = forecast(VolumeEncoding.RAW, cuda());
    assertEquals(CASES * RAW_CASE, raw.volumeBytes());
    MemoryForecast.OnDevice packed = forecast(VolumeEncoding.PACKED, cuda());
    long besides = raw.totalBytes() - raw.volumeBytes();
    assertEquals(besides, packed.totalBytes() - packed.volumeBytes());
    assertTrue(packed.volumeBytes() < raw.volumeBytes() / 3, packed + " of " + raw);

    EngineOptions small = cuda().maxDeviceMemory(besides + 4 * RAW_CASE / 3);
    assertEquals(RAW_CASE, forecast(VolumeEncoding.RAW, small).volumeBytes());
    assertEquals(packed.volumeBytes(), forecast(VolumeEncoding.PACKED, small).volumeBytes());
  }

  @Test
  void noMoreIsTakenThanPredicted() {
    try (IbEngine engine = open(VolumeEncoding.PACKED, cuda());
        Epoch epoch = engine.epoch(1)) {
      long taken = 0;
      while (epoch.hasNext()) {
        epoch.next().ready().await();
        taken = Math.max(taken, DriverDouble.open("device_bytes"));
      }
      MemoryForecast.OnDevice predicted = engine.memory().device();
      String told = taken + " bytes, predicted " + predicted;
      assertTrue(taken <= predicted.totalBytes(), told);
      assertTrue(taken > predicted.volumeBytes(), told);
    }
  }
}
