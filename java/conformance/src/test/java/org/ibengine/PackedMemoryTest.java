package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ibengine.backend.BackendProvider;
import org.ibengine.conformance.EngineSource;
import org.ibengine.conformance.PackedCases;
import org.ibengine.conformance.PackedRooms;
import org.ibengine.conformance.PackedRooms.Room;
import org.ibengine.conformance.PackedScenario;
import org.ibengine.index.VolumeEncoding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an engine takes of host memory, byte by byte, against what it says that it will. */
class PackedMemoryTest implements EngineSource {
  private static ClassLoader before;

  /** Lets backends be found that are of no use but for this test. */
  @BeforeAll
  static void countMemory(@TempDir Path folder) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(BackendProvider.class.getName()), CountedProvider.class.getName());
    before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread()
        .setContextClassLoader(new URLClassLoader(new URL[] {url(folder)}, before));
  }

  private static URL url(Path folder) throws MalformedURLException {
    return folder.toUri().toURL();
  }

  @AfterAll
  static void countNoMore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Override
  public String backendName() {
    return CountedProvider.NAME;
  }

  @ParameterizedTest
  @EnumSource(PackedScenario.class)
  void noMoreIsTakenThanWasSaidAndOfPackedVolumesNoMoreThanOfRaw(PackedScenario scenario) {
    EngineOptions options = scenario.options(options()).maxMemory(1L << 30);
    for (VolumeEncoding encoding : VolumeEncoding.values()) {
      Path folder = PackedCases.folder(encoding);
      PackedRooms rooms = new PackedRooms(folder, options);
      for (Room room : rooms.all()) {
        EngineOptions limited = rooms.in(room);
        try (IbEngine engine = IbEngine.open(folder, limited)) {
          CountedProvider.forgetPeak(); // of opening
          scenario.contents(engine, () -> {});
          MemoryForecast forecast = engine.memory();
          String told = CountedProvider.peakBytes() + " bytes, said " + forecast + " in " + room;
          assertTrue(CountedProvider.peakBytes() <= forecast.totalBytes(), encoding + ": " + told);
          assertTrue(forecast.totalBytes() <= limited.resources().maxMemory(), told);
          assertTrue(CountedProvider.peakBytes() > forecast.totalBytes() / 8, told);
        }
        assertEquals(0, CountedProvider.liveBytes());
      }
    }
  }
}
