package org.ibengine.cli.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The reference and the README name every option of {@code ib prepare}. */
class PrepareReferenceTest {
  private static final Path ROOT = Path.of("../..");

  /** Of every command. */
  private static final List<String> COMMON = List.of("--help", "--version", "--verbose");

  private static List<String> options() {
    return new CommandLine(new PrepareCommand())
        .getCommandSpec().options().stream()
            .map(OptionSpec::longestName)
            .filter(name -> !COMMON.contains(name))
            .toList();
  }

  private static void assertNamesAll(String text, String where) {
    List<String> missing =
        options().stream().filter(name -> !text.matches("(?s).*`" + name + "[ `].*")).toList();
    assertEquals(List.of(), missing, where);
  }

  @Test
  void everyOptionIsInTheReferenceAndTheReadme() throws IOException {
    assertTrue(options().contains("--spacing"));
    for (String file : List.of("docs/reference/prepare.md", "README.md")) {
      assertNamesAll(Files.readString(ROOT.resolve(file)), file);
    }
  }
}
