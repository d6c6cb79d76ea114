package org.ibengine.torch.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.ibengine.torch.RequiresLibtorch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that train and are killed. {@code -Dib.test.kills=N} kills more often than 20 times.
 */
@RequiresLibtorch
class KilledTrainingTest {
  private static final int KILLS = Integer.getInteger("ib.test.kills", 20);
  private static final int EPOCHS = 4;
  private static final int STEPS_PER_KILL = 60; // so that none comes after the end
  private static final int LONGEST_MS = 250;
  private static final int SAVE_STEPS = 3;

  @TempDir private Path folder;

  /** Trains in a folder to the end; says when it begins. */
  static final class Probe {
    public static void main(String[] arguments) throws IOException {
      RunConfig config = RunConfig.fromJson(Files.readString(Path.of(arguments[0])));
      TrainFixture.train(
          config,
          Path.of(arguments[1]),
          SAVE_STEPS,
          new TrainingListener() {
            @Override
            public void started(long stepsBefore) {
              System.out.println("started after " + stepsBefore);
            }
          });
    }
  }

  private Process start(Path config, Path run) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            Probe.class.getName(),
            config.toString(),
            run.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static String firstLine(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.startsWith("started")) {
      line = lines.readLine();
    }
    return line;
  }

  private void finish(Path config, Path run) throws IOException, InterruptedException {
    Process process = start(config, run);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }

  @Test
  void lossesOfAKilledRunAreThoseOfAnUndisturbedOne() throws IOException, InterruptedException {
    Path dataset = TrainFixture.dataset(folder.resolve("data"));
    int steps = STEPS_PER_KILL * KILLS / EPOCHS;
    Path config = folder.resolve("config.json");
    Files.writeString(
        config, TrainFixture.config(dataset, TrainFixture.plan(EPOCHS, steps)).toJson());
    Random random = new Random(20);
    Path killed = folder.resolve("killed");
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = start(config, killed);
      assertNotEquals(null, firstLine(process), "it ended before it began");
      Thread.sleep(random.nextInt(LONGEST_MS));
      process.destroyForcibly();
      assertNotEquals(0, process.waitFor(), "it ended before it was killed: kill " + kill);
    }
    finish(config, killed);
    Path whole = folder.resolve("whole");
    finish(config, whole);
    assertEquals(
        Files.readString(whole.resolve("loss.csv")), Files.readString(killed.resolve("loss.csv")));
    for (String name : new String[] {"last.safetensors", "best.safetensors"}) {
      assertArrayEquals(
          Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(killed.resolve(name)), name);
    }
  }
}
