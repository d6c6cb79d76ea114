package org.ibengine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.ModalityIndex;
import org.ibengine.index.PercentileRange;
import org.ibengine.intensity.IntensityStatistics;
import org.ibengine.intensity.ModalityIntensity;
import org.ibengine.label.Runs;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IntensityMeasureTest {
  private static final Size3 SIZE = new Size3(5, 2, 1);
  private static final int[] RAW = {0, 1, 2, 3, 4, 5, 6, 7, 8, 19};

  private final ReferenceBackend backend = new ReferenceBackend();
  private final IntensityMeasure measure =
      new IntensityMeasure(backend, new PercentileRange(10, 75));

  private Volume volume(VoxelType type) {
    HostBuffer data = backend.allocate(SIZE.voxels() * type.sizeBytes());
    for (int i = 0; i < RAW.length; i++) {
      if (type == VoxelType.FLOAT32) {
        data.view(4L * i, 4).putFloat(RAW[i]);
      } else {
        data.view(2L * i, 2).putShort((short) RAW[i]);
      }
    }
    return new Volume(SIZE, type, data);
  }

  @ParameterizedTest
  @EnumSource(names = {"INT16", "FLOAT32"})
  void statisticsAreOfTheScaledValues(VoxelType type) {
    IntensityMeasure.Found found = measure.measure(volume(type), 2, -7);
    assertEquals(0.9, found.rawLow(), 1e-15);
    assertEquals(6.75, found.rawHigh());
    IntensityStatistics all = found.intensity().get().all();
    assertEquals(10, all.count());
    assertEquals(-7, all.min());
    assertEquals(31, all.max());
    assertEquals(4, all.mean()); // raw: 55 / 10
    assertEquals(2 * Math.sqrt(262.5 / 10), all.sd(), 1e-14);
    assertEquals(2, all.percentile(50)); // raw 4.5
    IntensityStatistics positive = found.intensity().get().positive();
    assertEquals(6, positive.count()); // raw 4 to 8 and 19
    assertEquals(1, positive.min());
    assertEquals(6, positive.percentile(50)); // raw 6.5
    assertTrue(found.intensity().get().label().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(names = {"INT16", "FLOAT32"})
  void aNegativeSlopeTurnsTheOrderAround(VoxelType type) {
    IntensityMeasure.Found found = measure.measure(volume(type), -1, 5);
    ModalityIntensity intensity = found.intensity().get();
    assertEquals(-14, intensity.all().min());
    assertEquals(5, intensity.all().max());
    assertEquals(-0.5, intensity.all().mean());
    assertEquals(5 - 2.25, intensity.all().percentile(75), 1e-14);
    assertEquals(5 - 2.25, 5 - found.rawHigh(), 1e-14);
    assertEquals(5, intensity.positive().count()); // raw 0 to 4
    assertEquals(3, intensity.positive().percentile(50));
  }

  @Test
  void theLabelIsWhatItsRunsCover() {
    Volume volume = volume(VoxelType.INT16);
    ModalityIndex index =
        new ModalityIndex(
            "T1", VoxelType.INT16, 1, 0, 0, 1, measure.measure(volume, 1, 0).intensity());
    Runs runs = new Runs(new int[] {1, 3, 0, 0, 1, 4, 5, 1, 0, 2}); // raw 1, 2 and 19
    ModalityIndex measured = IntensityMeasure.withLabel(index, volume, runs);
    IntensityStatistics label = measured.intensity().get().label();
    assertEquals(3, label.count());
    assertEquals(1, label.min());
    assertEquals(19, label.max());
    assertEquals(22.0 / 3, label.mean());
    assertEquals(2, label.percentile(50));
    assertEquals(index.intensity().get().all(), measured.intensity().get().all());
    ModalityIndex none = IntensityMeasure.withLabel(index, volume, new Runs(new int[0]));
    assertTrue(none.intensity().get().label().isEmpty());
  }

  @Test
  void voxelsThatAreNotFiniteAreCounted() {
    Volume volume = volume(VoxelType.FLOAT32);
    volume.data().view(8, 4).putFloat(Float.NaN);
    volume.data().view(16, 4).putFloat(Float.NEGATIVE_INFINITY);
    IntensityMeasure.Found found = measure.measure(volume, 1, 0);
    assertEquals(2, found.nonFinite());
    assertEquals(Optional.empty(), found.intensity());
  }

  @Test
  void whatIsBeyondFloat64IsNotRecorded() {
    Volume volume = new Volume(new Size3(2, 1, 1), VoxelType.FLOAT64, backend.allocate(16));
    volume.data().view(0, 8).putDouble(1e308);
    volume.data().view(8, 8).putDouble(-1e308);
    assertEquals(Optional.empty(), measure.measure(volume, 1, 0).intensity());
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, -0.3",
    "0.1, -1",
    "0.3, -0.9",
    "-0.1, 0.3",
    "-0.7, 2.1",
    "1e-3, -0.007",
    "3, -10",
    "1, 0"
  })
  void aVoxelIsPositiveIfItsValueComputedInFloat64Is(double slope, double intercept) {
    for (VoxelType type : new VoxelType[] {VoxelType.INT16, VoxelType.FLOAT32}) {
      var limit = PositiveLimit.of(type, slope, intercept);
      for (int raw = -20; raw <= 20; raw++) {
        boolean beyond = limit.above() ? raw > limit.value() : raw < limit.value();
        assertEquals(slope * raw + intercept > 0, beyond, type + " " + raw);
      }
    }
  }
}
