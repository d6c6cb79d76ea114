package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names and contents of files that a terminal would act on. */
class HostileNamesTest {
  /** A colour, a new line that looks like a message of ours, the bell. */
  private static final String HOSTILE = "\u001b[31mp\nib: all is well\u0007";

  private static final String SHOWN = "\\u001b[31mp\\nib: all is well\\u0007";

  /** What the name of a case may be in a folder of the script, where lines end names. */
  private static final String TABBED = HOSTILE.replace('\n', '\t');

  @TempDir static Path folder;
  private static Path raw; // with names that prepare refuses
  private static Path script; // patches as the IB-sampling script writes them, under such names
  private static Path tampered; // a dataset whose record was changed
  private static Path dataset; // whose own path is the only thing hostile

  @BeforeAll
  static void prepare() throws IOException {
    Path hostile = Files.createDirectories(folder.resolve(HOSTILE));
    raw = hostile.resolve("raw");
    run(
        "synth",
        raw,
        "--cases",
        2,
        "--size",
        9,
        8,
        7,
        "--lesions",
        1,
        "--radius",
        1,
        3,
        "--spacing",
        2,
        2,
        2,
        "--modalities",
        "T1");
    dataset = hostile.resolve("dataset");
    prepare(dataset, "volumes");
    tampered = hostile.resolve("tampered");
    DatasetTree.copy(dataset, tampered);
    Files.move(tampered.resolve("cases/phantom000"), tampered.resolve("cases/" + HOSTILE));
    Path record = tampered.resolve("cases/" + HOSTILE + "/case.json");
    String name = new ObjectMapper().writeValueAsString(HOSTILE);
    Files.writeString(record, Files.readString(record).replace("\"phantom000\"", name));
    makeScriptFolder(hostile.resolve("patches"));
    Files.move(raw.resolve("phantom000"), raw.resolve(HOSTILE));
    Path item = raw.resolve("phantom001");
    Files.move(item.resolve("T1.nii.gz"), item.resolve(HOSTILE + ".nii.gz"));
    Files.createDirectories(raw.resolve("broken"));
    Files.writeString(raw.resolve("broken/GT.nii"), HOSTILE);
    Files.writeString(raw.resolve("broken/" + HOSTILE + ".hdr"), HOSTILE);
  }

  private static void prepare(Path out, String layout) {
    CommandLineRun run = run("prepare", raw, out, "--layout", layout, "--patch-size", 4, 4, 4);
    assertEquals(0, run.exitCode(), run.err());
  }

  private static void makeScriptFolder(Path patches) throws IOException {
    prepare(patches, "patches");
    script = patches.resolveSibling("script");
    for (String kind : List.of("lesion_patches", "background_patches")) {
      Files.createDirectories(script.resolve(kind));
      for (Path file : DatasetTree.files(patches.resolve(kind))) {
        String name = file.toString().replace("phantom000", TABBED);
        Files.copy(patches.resolve(kind).resolve(file), script.resolve(kind).resolve(name));
      }
    }
  }

  /** Runs it and checks everything that it printed. */
  private static CommandLineRun run(Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    for (String printed : List.of(run.out(), run.err())) {
      printed
          .chars()
          .filter(unit -> unit != '\n' && (Character.isISOControl(unit) && unit != '\t'))
          .forEach(unit -> assertEquals("", "U+%04x in %s".formatted(unit, printed)));
      assertFalse(printed.lines().anyMatch(line -> line.startsWith("ib: all is well")), printed);
    }
    return run;
  }

  static Stream<List<Object>> commands() {
    Path sheet = folder.resolve("sheet.png");
    Path nowhere = folder.resolve("no" + HOSTILE);
    List<List<Object>> commands = new ArrayList<>();
    for (Path dir : List.of(dataset, script, tampered)) {
      commands.add(List.of("epoch", dir));
      commands.add(List.of("epoch", dir, "--digest", "--fold", 0, 2));
      commands.add(List.of("epoch", dir, "--modalities", HOSTILE + "x"));
      commands.add(List.of("epoch", dir, "--plan", nowhere));
      commands.add(List.of("preview", dir, "-o", sheet, "--never-seen", "--fold", 0, 2));
      commands.add(List.of("preview", dir, "-o", folder.resolve(HOSTILE + ".png")));
      commands.add(List.of("stats", dir));
      commands.add(List.of("stats", dir, "--json"));
      commands.add(List.of("verify", dir));
      commands.add(List.of("clean", dir, "--older-than", "0s", "--dry-run"));
      commands.add(List.of("convert", dir, dir.resolveSibling("c" + HOSTILE), "--encoding", "raw"));
      commands.add(List.of("froc", dir, dir, "-o", folder.resolve("froc")));
      commands.add(List.of("evaluate", dir, dir, "-o", folder.resolve("evaluate")));
      commands.add(List.of("serve", dir, "--socket", nowhere.resolve("s"), "--backend", "cpu"));
    }
    commands.add(List.of("prepare", raw, folder.resolve("other"), "--dry-run"));
    commands.add(List.of("prepare", raw, folder.resolve("other")));
    commands.add(List.of("prepare", raw, nowhere.resolve("other"), "--fail-fast"));
    commands.add(List.of("froc", raw, raw, "-o", folder.resolve("froc")));
    commands.add(List.of("evaluate", raw, raw, "-o", folder.resolve("evaluate")));
    commands.add(List.of("info", raw.resolve(HOSTILE).resolve("GT.nii.gz")));
    commands.add(List.of("info", raw.resolve("broken/GT.nii")));
    commands.add(List.of("info", "--json", raw.resolve("broken/GT.nii")));
    commands.add(List.of("synth", nowhere, "--cases", 1, "--size", 9, 8, 7, "--lesions", 0));
    return commands.stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void nothingThatATerminalActsOnIsPrinted(List<Object> command) {
    CommandLineRun run = run(command.toArray());
    assertNotEquals("", run.out() + run.err());
    assertFalse(run.err().contains("defect"), run.err());
  }

  @Test
  void argumentsAreEscapedToo() {
    for (String command :
        List.of(
            "prepare",
            "verify",
            "epoch",
            "preview",
            "stats",
            "evaluate",
            "experiment",
            "froc",
            "serve",
            "info",
            "clean",
            "convert")) {
      run(command, HOSTILE);
      run(command, HOSTILE, HOSTILE, HOSTILE);
      run(command, "--" + HOSTILE, HOSTILE);
    }
    run(HOSTILE);
    run("epoch", dataset, "--placement", HOSTILE);
    run("epoch", dataset, "--seed", HOSTILE);
    run("epoch", dataset, "--backend", HOSTILE);
    run("epoch", dataset, "--verbose", "--placement", HOSTILE);
  }

  @Test
  void contentsOfFilesAreEscapedToo() throws IOException {
    for (String text :
        List.of(
            HOSTILE,
            json("{'train': ['%s']}"),
            json("{'%s': []}"),
            json("{'train': ['%s', '%s']}"),
            json("{'%s': '%s'}"),
            json("{'ibEpoch': '%s'}"))) {
      Path file = Files.writeString(folder.resolve("text.json"), text);
      for (String option : List.of("--split", "--subjects", "--resume")) {
        CommandLineRun run = run("epoch", dataset, option, file);
        assertEquals(ExitCode.FAILED, run.exitCode(), run.err());
      }
    }
  }

  private static String json(String text) {
    String escaped = "\\u001b[31mq\\nib: all is well\\u0007";
    return text.replace("%s", escaped).replace('\'', '"');
  }

  @Test
  void aDamagedRecordIsEscapedToo() throws IOException {
    Path damaged = folder.resolve("damaged");
    DatasetTree.copy(dataset, damaged);
    Path record = damaged.resolve("dataset.json");
    String text = Files.readString(record);
    for (String change :
        List.of("\"volumes\"", "\"patchSize\"", "\"connectivity\"", "\"formatVersion\"")) {
      assertTrue(text.contains(change), change);
      Files.writeString(record, text.replace(change, json("'%s'")));
      run("epoch", damaged);
      run("verify", damaged);
      run("prepare", raw, damaged);
    }
  }

  @Test
  void theDescriptionOfAHeaderIsEscapedInJsonAndStaysWhatItWas() throws IOException {
    Path file = folder.resolve("header.nii");
    byte[] header = new byte[352 + 1];
    java.nio.ByteBuffer bytes =
        java.nio.ByteBuffer.wrap(header).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0, 348);
    for (int i = 0; i < 8; i++) {
      bytes.putShort(40 + 2 * i, (short) (i == 0 ? 3 : 1));
      bytes.putFloat(76 + 4 * i, 1);
    }
    bytes.putShort(70, (short) 2).putShort(72, (short) 8).putFloat(108, 352);
    String description = "x\u001b[2J\u009b1m";
    bytes.put(148, description.getBytes(StandardCharsets.ISO_8859_1));
    bytes.put(344, "n+1".getBytes(StandardCharsets.US_ASCII));
    Files.write(file, header);
    run("info", file);
    CommandLineRun run = run("info", "--json", file);
    JsonNode info = new ObjectMapper().readTree(run.out()).get(0);
    assertEquals("\u009b1m", info.get("description").textValue().substring(5), run.out());
    assertTrue(run.out().contains("\\u009b1m"), run.out());
  }

  @Test
  void jsonHoldsTheNamesAsTheyAre() throws IOException {
    CommandLineRun run = run("stats", script, "--json");
    List<String> names = new ArrayList<>();
    new ObjectMapper()
        .readTree(run.out())
        .findValues("case")
        .forEach(name -> names.add(name.textValue()));
    assertTrue(names.contains(TABBED), run.out());
  }

  @Test
  void filesThatAreWrittenHoldTheNamesAsTheyAre() throws IOException {
    Path plan = folder.resolve("plan.jsonl");
    run("epoch", script, "--plan", plan);
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(plan)) {
      names.add(new ObjectMapper().readTree(line).get("case").textValue());
    }
    assertTrue(names.contains(TABBED), names.toString());
  }

  @Test
  void digestsHaveTheirColumnsAndTablesTheirLinesWhateverTheNames() {
    String shown = SHOWN.replace("\\n", "\\t");
    CommandLineRun digest = run("epoch", script, "--digest");
    assertTrue(digest.out().contains(shown), digest.out());
    digest.out().lines().forEach(line -> assertEquals(5, line.split("\t").length, line));
    CommandLineRun stats = run("stats", script);
    assertTrue(stats.out().lines().anyMatch(line -> line.startsWith(shown + "  ")), stats.out());
  }

  @Test
  void theNamesOfCasesThatFailAreShownEscaped() {
    String err = run("prepare", raw, folder.resolve("failing")).err();
    assertTrue(err.contains("ib: case " + SHOWN + ": "), err);
  }
}
