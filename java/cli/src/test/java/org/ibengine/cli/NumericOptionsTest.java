package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No number on any command line ends as a defect, hangs, or is left out without a word. */
class NumericOptionsTest {
  private static final int MOST = Integer.MAX_VALUE;

  @TempDir static Path folder;
  private static Path dataset;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
  }

  /** One line, of usage, that names what is wrong and the value. */
  private static void refuses(String name, String value, Object... commandLine) {
    CommandLineRun run = CommandLineRun.of(commandLine);
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    String last = run.err().lines().reduce((a, b) -> b).orElseThrow();
    assertTrue(last.contains(name) && last.contains(value), run.err());
    assertFalse(run.err().contains("defect"), run.err());
  }

  private static void prepareRefuses(String name, String value, Object... options) {
    List<Object> line = new ArrayList<>();
    line.addAll(List.of("prepare", folder.resolve("raw"), folder.resolve("out")));
    line.addAll(List.of(options));
    refuses(name, value, line.toArray());
  }

  @Test
  void prepareRefusesWhatNoDatasetIsMadeWith() {
    prepareRefuses("patch", "" + MOST, "--patch-size", MOST, MOST, MOST);
    prepareRefuses("--patch-size", "(0, 7, 7)", "--patch-size", 0, 7, 7);
    prepareRefuses("--stride", "(7, -1, 7)", "--stride", 7, -1, 7);
    prepareRefuses("margin", "-1", "--margin", -1);
    prepareRefuses("threads", "" + MOST, "--threads", MOST);
    prepareRefuses("threads", "0", "--threads", 0);
    prepareRefuses("memory", "-1", "--max-memory", "-1");
    prepareRefuses("memory", "NaN", "--max-memory", "NaN");
    for (String limit : List.of("NaN", "-1", "101", "Infinity")) {
      prepareRefuses(
          "percentiles", limit.replaceFirst("(\\d)$", "$1.0"), "--percentiles", 1, limit);
    }
    prepareRefuses("percentiles", "50.0 and 50.0", "--percentiles", 50, 50);
    for (String tolerance : List.of("NaN", "Infinity", "-0.5")) {
      prepareRefuses("geometry tolerance", tolerance, "--geometry-tolerance", tolerance);
    }
  }

  @Test
  void prepareTakesTheLargestStrideAndMargin() {
    CommandLineRun run =
        CommandLineRun.of(
            "prepare",
            folder.resolve("raw"),
            folder.resolve("wide"),
            "--patch-size",
            7,
            7,
            5,
            "--stride",
            MOST,
            MOST,
            MOST,
            "--margin",
            MOST);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
  }

  @Test
  void synthRefusesWhatNoFileHolds() {
    Path out = folder.resolve("synth");
    refuses("32767", "" + MOST, "synth", out, "--size", MOST, MOST, MOST);
    refuses("mm", "Infinity", "synth", out, "--spacing", "Infinity", 1, 1);
    refuses("mm", "NaN", "synth", out, "--spacing", "NaN", 1, 1);
    refuses("radii", "NaN", "synth", out, "--radius", "NaN", 3);
  }

  @Test
  void statsRefusesPatchesWhoseVoxelsNoLongCounts() {
    refuses("patch", "" + MOST, "stats", dataset, "--patch-size", MOST, MOST, MOST);
    refuses("--patch-size", "(0, 1, 1)", "stats", dataset, "--patch-size", 0, 1, 1);
  }

  @Test
  void serveRefusesMoreRanksThanHaveRoom() {
    Path socket = folder.resolve("s");
    String[] serve = {"serve", dataset.toString(), "--socket", socket.toString()};
    refuses("world size", "4294967294", with(serve, "--world-size", MOST));
    refuses("patches", "" + MOST, with(serve, "--batch-size", 1, "--world-size", MOST));
    refuses("batches", "2147483649", with(serve, "--prefetch", MOST, "--fold", 0, 3));
  }

  private static Object[] with(String[] command, Object... options) {
    List<Object> line = new ArrayList<>(List.of(command));
    line.addAll(List.of(options));
    return line.toArray();
  }

  @Test
  void anOptionOfSeveralNumbersIsGivenOnce() {
    for (List<Object> twice :
        List.of(
            List.<Object>of("epoch", dataset, "--patch-size", 7, 7, 5, "--patch-size", 5, 5, 5),
            List.<Object>of("epoch", dataset, "--fold", 0, 3, "--fold", 1, 3),
            List.<Object>of("stats", dataset, "--patch-size", 7, 7, 5, "--patch-size", 5, 5, 5),
            List.<Object>of("synth", folder, "--radius", 1, 2, "--radius", 2, 3),
            List.<Object>of(
                "prepare", folder, folder, "--percentiles", 1, 99, "--percentiles", 2, 98))) {
      CommandLineRun run = CommandLineRun.of(twice.toArray());
      assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
      assertTrue(run.err().contains("is given once, was given"), run.err());
    }
  }
}
