package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.ModalityOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Options that were written in another way than they are called, or with spaces for commas. */
class OptionWordsTest {
  @TempDir static Path shared;
  private static Path raw;
  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void chooseOut() {
    out = folder.resolve("out");
  }

  @BeforeAll
  static void makeCases() {
    raw = shared.resolve("raw");
    CommandLineRun run =
        CommandLineRun.of(
            "synth",
            "--modalities",
            "T1,FLAIR",
            raw,
            "--cases",
            1,
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
            2);
    assertEquals(0, run.exitCode(), run.err());
  }

  static Stream<List<String>> commands() {
    List<List<String>> commands = new ArrayList<>();
    collect(Ib.commandLine(), List.of(), commands);
    return commands.stream();
  }

  private static void collect(CommandLine line, List<String> path, List<List<String>> commands) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(name);
              if (command.getSubcommands().isEmpty()) {
                commands.add(longer);
              }
              collect(command, longer, commands);
            });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionOfEveryCommandIsFoundByASlipOfIt(List<String> command) {
    CommandLine line = Ib.commandLine();
    for (String name : command) {
      line = line.getSubcommands().get(name);
    }
    Set<String> options = line.getCommandSpec().optionsMap().keySet();
    for (String option : options) {
      if (option.startsWith("--") && option.length() > 5) {
        int last = option.length() - 1;
        String slip = option.substring(0, last - 1) + option.charAt(last);
        assertEquals(
            options.contains(slip) ? 0 : 1,
            OptionHint.lines(List.of(slip, "1", "-1"), options).size(),
            slip);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--patchsize",
        "--patchSize",
        "--patch_size",
        "--PATCH-SIZE",
        "-patch-size",
        "--pach-size",
        "--patch-siez",
        "--patch-sizes",
        "--patch",
        "--patchsize=5"
      })
  void patchSizeIsFoundHoweverItIsWritten(String slip) {
    assertEquals(
        List.of("did you mean --patch-size instead of %s?".formatted(slip.replace("=5", ""))),
        OptionHint.lines(List.of(slip), Set.of("--patch-size", "--batch-size", "--patches")));
  }

  @Test
  void patchSizeIsSuggestedInEveryCommandThatHasIt() {
    int commands = 0;
    for (List<String> command : commands().toList()) {
      CommandLine line = Ib.commandLine();
      for (String name : command) {
        line = line.getSubcommands().get(name);
      }
      if (line.getCommandSpec().optionsMap().containsKey("--patch-size")) {
        commands++;
        List<Object> arguments = new ArrayList<>(command);
        arguments.addAll(List.of(raw, "--patchsize", 5, 5, 5));
        CommandLineRun run = CommandLineRun.of(arguments.toArray());
        assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
        String hint = "did you mean --patch-size instead of --patchsize?";
        assertTrue(run.err().contains(hint), command + ": " + run.err());
      }
    }
    assertEquals(6, commands);
  }

  @Test
  void whatIsLikeNoOptionGetsNoSuggestionButTheWayToTheList() {
    CommandLineRun run = CommandLineRun.of("epoch", raw, "--xylophone");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertFalse(run.err().contains("did you mean"), run.err());
    assertTrue(run.err().contains("ib: ib epoch --help lists the options"), run.err());
    assertEquals(2, run.err().lines().count(), run.err());
  }

  @ParameterizedTest
  @CsvSource({"--fold,", "--foldd, --fold", "--bacth-size, --batch-size", "-1,", "-2.5e3,", "--x,"})
  void theClosestOptionIsMeant(String name, String meant) {
    List<String> lines = OptionHint.lines(List.of(name), Set.of("--fold", "--batch-size", "-o"));
    assertEquals(
        Optional.ofNullable(meant)
            .map(option -> List.of("did you mean %s instead of %s?".formatted(option, name)))
            .orElse(List.of()),
        lines);
  }

  private CommandLineRun prepare(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("prepare", "--patch-size", 4, 4, 4));
    all.addAll(Arrays.asList(arguments));
    return CommandLineRun.of(all.toArray());
  }

  @Test
  void modalitiesAreComparedInComposedForm() {
    assertEquals(List.of("M\u00fc", "T1"), ModalityOption.checked(List.of("Mu\u0308 ", "T1")));
  }

  private List<String> modalities() throws IOException {
    String json = Files.readString(out.resolve("dataset.json")).replaceAll("\\s", "");
    String names = json.replaceAll(".*\"modalities\":\\[([^]]*)].*", "$1").replace("\"", "");
    return List.of(names.split(","));
  }

  @Test
  void commasSeparateModalitiesInFrontOfRawAndOut() throws IOException {
    assertEquals(0, prepare("--modalities", "T1,FLAIR", raw, out).exitCode());
    assertEquals(List.of("T1", "FLAIR"), modalities());
  }

  @Test
  void theOptionMayComeAgainForEach() throws IOException {
    CommandLineRun run = prepare("--modalities", "T1", "--modalities", "FLAIR", raw, out);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(List.of("T1", "FLAIR"), modalities());
  }

  @Test
  void oneModalityDoesNotSwallowRawAndOut() throws IOException {
    assertEquals(0, prepare("--modalities", "T1", raw, out).exitCode());
    assertEquals(List.of("T1"), modalities());
    CommandLineRun between = prepare(raw, "--modalities=T1", out);
    assertEquals(0, between.exitCode(), between.err());
    assertEquals(0, CommandLineRun.of("epoch", "--modalities", "T1", out, "--ratio", 0).exitCode());
  }

  @Test
  void modalitiesWithSpacesBetweenAreRefusedWithTheRemedyAndNothingIsWritten() {
    for (CommandLineRun run :
        List.of(
            prepare(raw, out, "--modalities", "T1", "FLAIR"),
            prepare("--modalities", "T1", "FLAIR", raw, out),
            prepare(raw, "--modalities", "T1", "FLAIR", out),
            CommandLineRun.of("epoch", out, "--modalities", "T1", "FLAIR"),
            CommandLineRun.of("epoch", "--modalities", "T1", "FLAIR", out),
            CommandLineRun.of("synth", out, "--modalities", "T1", "FLAIR"))) {
      assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
      assertTrue(run.err().contains("--modalities T1,FLAIR"), run.err());
    }
    assertFalse(Files.exists(out));
    assertFalse(Files.exists(Path.of("FLAIR")));
  }

  @Test
  void aMissingOutIsAUsageErrorThatNamesWhatIsThere() {
    CommandLineRun run = prepare(raw);
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("takes RAW… and OUT, but there is only " + raw), run.err());
    assertFalse(prepare("--modalities", "T1", raw).err().contains("T1," + raw));
  }

  @Test
  void aRawFolderThatIsMissingIsNotTakenForAModality() {
    Path nowhere = folder.resolve("nowhere");
    for (CommandLineRun run :
        List.of(
            prepare("--modalities", "T1", nowhere, out),
            prepare("--modalities", "T1,FLAIR", raw, nowhere, out))) {
      assertEquals(ExitCode.FAILED, run.exitCode(), run.err());
      assertTrue(run.err().contains("nowhere"), run.err());
    }
  }

  @Test
  void anEmptyModalityIsRefused() {
    CommandLineRun run = prepare("--modalities", "T1,,FLAIR", raw, out);
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains("one was empty: T1,,FLAIR"), run.err());
  }

  @Test
  void noOptionTakesAsManyWordsAsFollow() {
    for (List<String> command : commands().toList()) {
      CommandLine line = Ib.commandLine();
      for (String name : command) {
        line = line.getSubcommands().get(name);
      }
      line.getCommandSpec()
          .options()
          .forEach(option -> assertFalse(option.arity().isVariable(), command + " " + option));
    }
  }

  @Test
  void messagesThatSayUseZeroNameTheOption() {
    assertEquals(0, prepare(raw, out, "--layout", "volumes").exitCode());
    CommandLineRun run = CommandLineRun.of("epoch", out, "--patch-size", 9, 8, 7);
    assertEquals(ExitCode.FAILED, run.exitCode(), run.err());
    assertTrue(run.err().contains("use --ratio 0 or a smaller --patch-size"), run.err());
  }
}
