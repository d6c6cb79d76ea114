package org.ibengine.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.cli.CommandLineRun;
import org.ibengine.cli.FrocFolders;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.conformance.JsonKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ib experiment} over what {@code ib froc -o RUN/froc} has written. */
class ExperimentCommandTest {
  @TempDir private Path folder;
  private Path runs;

  @BeforeEach
  void evaluateTwoRuns() throws IOException {
    FrocFolders files = new FrocFolders(folder);
    runs = folder.resolve("runs");
    for (String loss : List.of("dl", "iwdl")) {
      CommandLineRun froc =
          CommandLineRun.of(
              "froc",
              files.masks(),
              files.predictions(),
              "-o",
              runs.resolve("run-" + loss).resolve("froc"),
              "--backend",
              "reference");
      assertEquals(ExitCode.OK, froc.exitCode(), froc.err());
      Files.writeString(
          runs.resolve("run-" + loss).resolve("config.json"),
          "{\"training\": {\"loss\": \"" + loss + "\"}}");
    }
  }

  @Test
  void lossesStandSideBySideOnTheScreenAndInThreeFiles() throws IOException {
    Path out = folder.resolve("out");
    CommandLineRun run = CommandLineRun.of("experiment", runs, "-o", out, "--small-below", 1.5);
    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    List<String> screen = run.out().lines().toList();
    assertTrue(screen.get(0).contains("recall of small (d<1.5)"), screen.get(0));
    assertEquals(
        List.of("iwdl", "1", "0.500", "0.500", "0.500", "–", "1.00"),
        List.of(screen.get(2).split(" +")));
    assertTrue(run.out().contains("iwdl against dl: recall of small lesions – → –"), run.out());
    List<String> csv = Files.readAllLines(out.resolve("experiment.csv"));
    assertTrue(csv.get(1).startsWith("run-dl,dl,2,2,0,0.5,0.5"), csv.get(1));
    assertTrue(csv.get(1).endsWith(",0.5,NaN,1.0"), csv.get(1));
    JsonNode summary = new ObjectMapper().readTree(Files.readString(out.resolve("summary.json")));
    assertEquals(List.of(), JsonKeys.notCamelCase(summary));
    assertEquals(0.5, summary.at("/losses/0/recall/mean").asDouble());
    assertTrue(summary.at("/runs/1/smallRecall").isNull());
    assertEquals(2, summary.get("cautions").size());
    String markdown = Files.readString(out.resolve("experiment.md"));
    assertTrue(markdown.contains("| iwdl | 1 | 0.500 |"), markdown);
  }

  @Test
  void runsWithoutRecordsAreNamed() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty/run"));
    CommandLineRun run = CommandLineRun.of("experiment", empty.getParent());
    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("ib froc GT PRED -o RUN/froc"), run.err());
    assertEquals(ExitCode.USAGE, CommandLineRun.of("experiment").exitCode());
    assertEquals(
        ExitCode.USAGE, CommandLineRun.of("experiment", runs, "--small-below", 0).exitCode());
  }
}
