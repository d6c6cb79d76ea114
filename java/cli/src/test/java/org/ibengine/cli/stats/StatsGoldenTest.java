package org.ibengine.cli.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ib stats} prints of phantoms, frozen: other programs read it. */
class StatsGoldenTest {
  @TempDir Path folder;

  private static void assertPrints(String golden, Object... arguments) throws IOException {
    List<Object> line = new ArrayList<>(List.of("stats"));
    line.addAll(List.of(arguments));
    CommandLineRun run = CommandLineRun.of(line.toArray());
    assertEquals(0, run.exitCode(), run.err());
    Path file = Path.of(System.getProperty("basedir", ""), "src/test/resources/stats", golden);
    assertEquals(Files.readString(file), run.out().replace(System.lineSeparator(), "\n"));
  }

  private void synthesise(Path raw, int cases, int lesions) {
    CommandLineRun run =
        CommandLineRun.of(
            "synth",
            raw,
            "--cases",
            cases,
            "--size",
            20,
            24,
            30,
            "--lesions",
            lesions,
            "--radius",
            1,
            9,
            "--seed",
            5);
    assertEquals(0, run.exitCode(), run.err());
  }

  /** Phantoms whose cases differ in how many instances they have. */
  private Path prepared(String layout) throws IOException {
    Path raw = folder.resolve("raw");
    synthesise(raw, 2, 9);
    synthesise(folder.resolve("few"), 1, 3);
    Files.move(folder.resolve("few").resolve("phantom000"), raw.resolve("phantom009"));
    Path dataset = folder.resolve(layout);
    CommandLineRun run =
        CommandLineRun.of(
            "prepare", raw, dataset, "--layout", layout, "--patch-size", 7, 7, 5, "--body", "none");
    assertEquals(0, run.exitCode(), run.err());
    return dataset;
  }

  @Test
  void ofAPreparedDataset() throws IOException {
    Path dataset = prepared("volumes");
    assertPrints("prepared.txt", dataset);
    assertPrints("prepared.json", dataset, "--json");
    assertPrints("prepared-smaller.json", dataset, "--json", "--patch-size", 3, 2, 4);
  }

  @Test
  void ofPatchesOfTheScript() throws IOException {
    Path patches = prepared("patches");
    Files.delete(patches.resolve("dataset.json")); // so that nothing but the patches is known
    assertPrints("script.txt", patches);
    assertPrints("script.json", patches, "--json");
  }
}
