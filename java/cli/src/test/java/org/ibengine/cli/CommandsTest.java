package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandsTest {
  static Stream<String> names() {
    return Ib.commandLine().getSubcommands().keySet().stream();
  }

  static Stream<String> ownNames() {
    return names().filter(name -> !NeedsLibtorch.NAMES.contains(name));
  }

  @Test
  void theHelpListsThemInTheirOrder() {
    assertEquals(
        List.of(
            "cases",
            "prepare",
            "convert",
            "verify",
            "clean",
            "epoch",
            "preview",
            "stats",
            "ratio",
            "evaluate",
            "froc",
            "experiment",
            "mine",
            "serve",
            "backends",
            "info",
            "synth",
            "options",
            "train",
            "predict"),
        names().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "predict"})
  void oneThatNeedsLibtorchIsListedAndSaysWhatToDo(String name) {
    CommandLineRun help = CommandLineRun.of("--help");
    assertTrue(
        help.out().matches("(?s).*\\n  " + name + " [^\\n]* Needs libtorch\\..*"), help::out);
    CommandLineRun run = CommandLineRun.of(name, "data", "-o", "run", "--any=1");
    assertEquals(1, run.exitCode());
    assertTrue(
        run.err().contains("ib " + name + " needs ib-train and libtorch (113 MB)"), run.err());
  }

  @ParameterizedTest
  @MethodSource("ownNames")
  void theOneThatRunsIsTheOnlyOneBuiltAndTheSameAsAmongAll(String name) {
    CommandLine alone = Ib.commandLine(name, "--no-such-option", "epoch");
    assertEquals(Set.of(name), alone.getSubcommands().keySet());
    CommandLine command = alone.getSubcommands().get(name);
    Class<?> type = command.getCommandSpec().userObject().getClass();
    assertEquals(name, type.getAnnotation(Command.class).name());
    assertEquals(
        Ib.commandLine().getSubcommands().get(name).getUsageMessage(), command.getUsageMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--verbose", "epoc", "Epoch", "", "no-such-command"})
  void allAreBuiltForAFirstArgumentThatNamesNone(String first) {
    assertEquals(
        names().toList(), List.copyOf(Ib.commandLine(first, "info").getSubcommands().keySet()));
  }
}
