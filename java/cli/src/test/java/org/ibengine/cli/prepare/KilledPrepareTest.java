package org.ibengine.cli.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.DatasetTree;
import org.ibengine.cli.Ib;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills {@code ib prepare} (-9) at random moments; {@code -Dib.kills=100} for a long run. */
class KilledPrepareTest {
  private static final int KILLS = Integer.getInteger("ib.kills", 3);
  private static final long SEED = Long.getLong("ib.kills.seed", 7);

  @TempDir private Path folder;

  @Test
  void theRunAfterAKillGivesTheBytesOfAnUndisturbedOne() throws Exception {
    Path raw = folder.resolve("raw");
    Object[] synth = {"synth", raw, "--cases", 3, "--size", 48, 40, 56, "--lesions", 5};
    assertEquals(ExitCode.OK, CommandLineRun.of(synth).exitCode());
    Path wanted = folder.resolve("wanted");
    long start = System.nanoTime();
    assertEquals(0, child(raw, wanted, "16").waitFor());
    long duration = System.nanoTime() - start;
    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      Path out = folder.resolve("out" + kill);
      if (kill % 2 == 1) { // an outdated dataset to replace
        assertEquals(ExitCode.OK, prepare(raw, out, "24").exitCode());
      }
      long delay = (long) (duration * (0.2 + 0.8 * random.nextDouble()));
      String when = "seed %d, kill %d after %d ms".formatted(SEED, kill, delay / 1_000_000);
      Process process = child(raw, out, "16");
      process.waitFor(delay, TimeUnit.NANOSECONDS);
      process.destroyForcibly().waitFor();
      if (kill % 2 == 0 && Files.exists(out)) {
        DatasetTree.assertNoPartialFile(wanted, out, when);
      }
      CommandLineRun again = prepare(raw, out, "16");
      assertEquals(ExitCode.OK, again.exitCode(), when + again.err());
      DatasetTree.assertEqual(wanted, out, when);
    }
  }

  private static List<Object> arguments(Path raw, Path out, String patch) {
    return List.of("prepare", raw, out, "--patch-size", patch, patch, patch);
  }

  private static CommandLineRun prepare(Path raw, Path out, String patch) {
    return CommandLineRun.of(arguments(raw, out, patch).toArray());
  }

  private static Process child(Path raw, Path out, String patch) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Ib.class.getName());
    arguments(raw, out, patch).forEach(argument -> command.add(argument.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
