package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.MemoryForecast;
import org.ibengine.conformance.PackedRooms.Room;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes from packed volumes is what comes from raw ones, and takes no more memory. */
public interface EnginePackedContract extends EngineSource {
  /** Called while a batch is open; fails if more memory is taken than was said. */
  default void checkTaken(PackedScenario scenario, MemoryForecast forecast) {}

  private EngineOptions packedOptions(PackedScenario scenario) {
    return scenario.options(options()).maxMemory(1L << 30);
  }

  private static IbEngine open(VolumeEncoding encoding, EngineOptions options) {
    return IbEngine.open(PackedCases.folder(encoding), options);
  }

  @Test
  default void someVolumesOfTheseCasesArePackedAndOthersAreNot() {
    DatasetFolder packed = new DatasetFolder(PackedCases.folder(VolumeEncoding.PACKED));
    DatasetFolder raw = new DatasetFolder(PackedCases.folder(VolumeEncoding.RAW));
    for (String name : DatasetReader.completeCases(packed)) {
      List<String> expected =
          name.equals(PackedCases.SMALL) ? List.of() : List.of("CT", DatasetFolder.LABEL);
      assertEquals(expected, DatasetReader.readCase(packed, name).packed(), name);
      assertEquals(List.of(), DatasetReader.readCase(raw, name).packed(), name);
    }
  }

  @ParameterizedTest
  @EnumSource(PackedScenario.class)
  default void everyTensorIsThatOfRawVolumesWhateverStaysInMemory(PackedScenario scenario) {
    EngineOptions options = packedOptions(scenario);
    List<String> expected;
    try (IbEngine raw = open(VolumeEncoding.RAW, options)) {
      expected = scenario.contents(raw, () -> {});
    }
    assertTrue(expected.size() > 1, expected.toString());
    PackedRooms rooms = new PackedRooms(PackedCases.folder(VolumeEncoding.PACKED), options);
    boolean some = false;
    for (Room room : rooms.all()) {
      EngineOptions limited = rooms.in(room);
      try (IbEngine packed = open(VolumeEncoding.PACKED, limited)) {
        checkForecast(packed.memory(), room, limited);
        some |= packed.memory().sourcesOnDisk() > 0;
        assertEquals(
            expected,
            scenario.contents(packed, () -> checkTaken(scenario, packed.memory())),
            room + " " + packed.memory());
      }
    }
    // Rows for all batches under way may take more than all volumes do.
    boolean allOrNothing = rooms.in(Room.LEAST).equals(rooms.in(Room.ALL_ON_HOST));
    assertTrue(some || allOrNothing, "nothing on disk");
  }

  private static void checkForecast(MemoryForecast forecast, Room room, EngineOptions limited) {
    String told = room + " " + forecast;
    assertTrue(forecast.totalBytes() <= limited.resources().maxMemory(), told);
    if (room == Room.ALL || room == Room.ALL_ON_HOST) {
      assertEquals(0, forecast.sourcesOnDisk(), told);
    } else if (room == Room.SOME_ON_DEVICE) {
      assertTrue(forecast.device().volumeBytes() > 0, told);
    } else if (room == Room.SOME_ON_HOST) {
      assertTrue(forecast.volumeBytes() > 0, told);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PackedScenario.class,
      names = {"AUGMENTED", "HARD_NEGATIVES", "EVERYTHING_BESIDES", "VALIDATION", "WINDOWS"})
  default void anEpochGoesOnFromRawToPackedAndBack(PackedScenario scenario) {
    EngineOptions options = packedOptions(scenario);
    Path folder = PackedCases.folder(VolumeEncoding.PACKED);
    EngineOptions some = new PackedRooms(folder, options).in(Room.SOME_ON_HOST);
    List<String> lines = new ArrayList<>();
    List<String> states = new ArrayList<>();
    try (IbEngine raw = open(VolumeEncoding.RAW, options);
        Epoch epoch = scenario.first(raw)) {
      for (Batch batch : epoch) {
        lines.add(PackedScenario.line(batch));
        states.add(epoch.state());
      }
    }
    try (IbEngine packed = open(VolumeEncoding.PACKED, some);
        IbEngine raw = open(VolumeEncoding.RAW, options)) {
      for (int step = 0; step < states.size(); step++) {
        List<String> rest = lines.subList(step + 1, lines.size());
        Epoch resumed = packed.resume(states.get(step));
        assertEquals(
            rest, PackedScenario.rest(resumed, () -> checkTaken(scenario, packed.memory())));
      }
      String ofPacked;
      try (Epoch epoch = scenario.first(packed)) {
        epoch.next();
        ofPacked = epoch.state();
      }
      assertEquals(
          lines.subList(1, lines.size()), PackedScenario.rest(raw.resume(ofPacked), () -> {}));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PackedScenario.class,
      names = {"PLAIN", "LARGER_THAN_SOME_VOLUMES", "EVERYTHING_BESIDES", "VALIDATION"})
  default void packedOpensUnderEveryLimitUnderWhichRawDoes(PackedScenario scenario) {
    EngineOptions options = packedOptions(scenario);
    PackedRooms raw = new PackedRooms(PackedCases.folder(VolumeEncoding.RAW), options);
    PackedRooms packed = new PackedRooms(PackedCases.folder(VolumeEncoding.PACKED), options);
    for (double share : raw.hasDevice() ? new double[] {0, 0.1, 0.3, 0.6, 1} : new double[] {1}) {
      EngineOptions device = raw.onDevice(share);
      assertTrue(packed.leastBytes(device) <= raw.leastBytes(device), "device " + share);
      long most = raw.hostBytes(device);
      for (long limit = most; limit > 0; limit = limit * 3 / 4) {
        if (raw.opens(device.maxMemory(limit))) {
          String where = "device " + share + ", host " + limit;
          assertTrue(packed.opens(device.maxMemory(limit)), where);
          assertTrue(packed.hostBytes(device.maxMemory(limit)) <= limit, where);
        }
      }
    }
  }
}
