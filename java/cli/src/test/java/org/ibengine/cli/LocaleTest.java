package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands print and write is the same in every language of the machine. */
class LocaleTest {
  private static final Locale USUAL = Locale.getDefault();

  @TempDir static Path folder;
  private static Path dataset;
  private static Path raw;
  private static FrocFolders froc;

  @BeforeAll
  static void prepare() {
    dataset = PhantomDataset.make(folder);
    raw = folder.resolve("raw");
    froc = new FrocFolders(folder.resolve("froc"));
  }

  @AfterEach
  void usual() {
    Locale.setDefault(USUAL);
  }

  private static String text(Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    return run.exitCode() + "\n" + run.out() + run.err();
  }

  /** Whatever tells the same on every run. */
  private static List<String> exact() {
    List<String> said = new ArrayList<>();
    said.add(text("info", raw.resolve("phantom000/T1.nii.gz")));
    said.add(text("info", "--json", raw.resolve("phantom000/GT.nii.gz")));
    said.add(text("stats", dataset));
    said.add(text("stats", dataset, "--json"));
    said.add(text("verify", dataset));
    said.add(text("backends"));
    said.add(text("epoch", dataset, "--digest", "--fold", 0, 3));
    said.add(text("prepare", raw, folder.resolve("no"), "--dry-run"));
    said.add(text("epoch", dataset, "--patch-size", 1000, 2000, 3000000));
    said.add(text("epoch", dataset, "--batch-size", 0));
    said.add(text("epoch", dataset, "--max-memory", "1K"));
    said.add(text("synth", folder.resolve("no"), "--spacing", -1.5, 2, 3));
    said.add(
        text(
            "froc",
            froc.masks(),
            froc.predictions(),
            "-o",
            folder.resolve("x"),
            "--bootstrap",
            1234567));
    for (String command :
        List.of(
            "prepare", "epoch", "froc", "info", "stats", "synth", "serve", "verify", "preview",
            "clean", "convert")) {
      said.add(text(command, "--help"));
    }
    return said;
  }

  /** Digits that a clock has made become 9; what stands between and around them stays. */
  private static String shape(String text) {
    return text.replaceAll("(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "")
        .replaceAll("[0-9]+", "9")
        .replaceAll("(?<= )–(?= )", "9.9") // too short to be measured
        .replaceAll(" +", " ");
  }

  private static List<String> timed(String name) throws IOException {
    Path out = folder.resolve(name);
    List<String> said = new ArrayList<>();
    said.add(
        shape(text("synth", folder.resolve(name + "-raw"), "--cases", 1, "--size", 20, 24, 30)));
    said.add(shape(text("prepare", raw, out, "--patch-size", 7, 7, 5)));
    said.add(shape(text("epoch", dataset)));
    return said.stream().map(text -> text.replace(name, "NAME")).toList();
  }

  private static List<byte[]> evaluation(String name) throws IOException {
    Path out = folder.resolve(name);
    List<byte[]> written = new ArrayList<>();
    String said = text("froc", froc.masks(), froc.predictions(), "-o", out);
    written.add(said.replace(name, "NAME").getBytes());
    for (String file : List.of("curve.csv", "objects.csv", "summary.json", "froc.png")) {
      written.add(Files.readAllBytes(out.resolve(file)));
    }
    return written;
  }

  @Test
  void theLanguagesWriteNumbersInWaysOfTheirOwn() {
    assertEquals("1.234,5", String.format(Locale.GERMANY, "%,.1f", 1234.5));
    assertNotEquals("1", String.format(Locale.forLanguageTag("ar-EG"), "%d", 1));
    assertEquals("9.9 s, 9 MB", shape("12.345 s, 1,234,567 MB"));
    assertNotEquals(shape("12.3 s"), shape("12,3 s"));
    assertNotEquals(shape("12.345 s"), shape("12,345 s"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "ar-EG"})
  void commandsSayTheSame(String language) throws IOException {
    Locale.setDefault(Locale.ROOT);
    List<String> exact = exact();
    List<String> timed = timed("root-" + language);
    List<byte[]> evaluation = evaluation("froc-root-" + language);
    assertTrue(String.join("", exact).contains("0."), "decimals are compared");
    Locale.setDefault(Locale.forLanguageTag(language));
    assertEquals(exact, exact());
    assertEquals(
        timed.stream().map(text -> text.replace("root-" + language, "NAME")).toList(),
        timed("there-" + language));
    List<byte[]> there = evaluation("froc-there-" + language);
    for (int i = 0; i < evaluation.size(); i++) {
      assertArrayEquals(evaluation.get(i), there.get(i), "file " + i);
    }
  }
}
