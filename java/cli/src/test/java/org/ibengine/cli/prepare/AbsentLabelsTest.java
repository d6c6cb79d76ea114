package org.ibengine.cli.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.options.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two phantoms, whose lesions have label 1. */
class AbsentLabelsTest {
  private static final String CLASSES =
      "ib: warning: no mask of the dataset has label value 4 (class core), label value 9 (class"
          + " rim), which --lesion-values or --classes names; ib info shows the values of a mask";

  @TempDir private Path folder;

  @BeforeEach
  void makeCases() {
    Object[] synth = {
      "synth",
      folder.resolve("raw"),
      "--cases",
      2,
      "--size",
      11,
      9,
      7,
      "--lesions",
      1,
      "--radius",
      1,
      3
    };
    CommandLineRun run = CommandLineRun.of(synth);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
  }

  private CommandLineRun prepare(Object... options) {
    List<Object> all =
        new ArrayList<>(List.of("prepare", folder.resolve("raw"), folder.resolve("out")));
    all.addAll(List.of("--layout", "volumes", "--patch-size", 3, 3, 3));
    all.addAll(List.of("--summary", folder.resolve("summary.json")));
    all.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(all.toArray());
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    return run;
  }

  private JsonNode summary() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("summary.json").toFile());
  }

  @Test
  void theyAreWarnedOfOnceAndListedWhetherCasesAreNewOrUpToDate() throws IOException {
    for (String prepared : List.of("2 prepared, 0 up to date", "0 prepared, 2 up to date")) {
      CommandLineRun run = prepare("--classes", "core=1,4", "rim=9");
      assertTrue(run.out().contains(prepared), run.out());
      assertEquals(1, run.err().lines().filter(CLASSES::equals).count(), run.err());
      assertEquals(
          "[{\"class\":\"core\",\"value\":4},{\"class\":\"rim\",\"value\":9}]",
          summary().get("absent").toString());
    }
  }

  @Test
  void lesionValuesHaveNoClassAndThoseThatOccurAreNotNamed() throws IOException {
    String words = "no mask of the dataset has label value 7, which";
    CommandLineRun run = prepare("--lesion-values", "1,7");
    assertTrue(run.err().contains(words), run.err());
    assertEquals("[{\"value\":7}]", summary().get("absent").toString());
    assertFalse(prepare("--lesion-values", "1").err().contains("no mask"));
    assertEquals("[]", summary().get("absent").toString());
  }
}
